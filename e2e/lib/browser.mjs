// Chromium as the tests use it, and what they ask of a page.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path))

/** A name under which the browser reaches this machine as if it were another: plain HTTP, no loopback's privileges. */
export const elsewhere = 'gatelodge.test'

// An old shared prison PC: the smallest screen that the pages promise to fit.
const viewport = { width: 1280, height: 800 }

/** Starts Chromium with everything off that would talk to anyone but the page's own server. */
export function launchBrowser() {
  if (!program) throw new Error('there is no Chromium: run scripts/setup test, or name one in CHROMIUM')
  return chromium.launch({
    executablePath: program,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--host-resolver-rules=MAP ${elsewhere} 127.0.0.1`],
  })
}

/** A page in a fresh context (nobody signed in). With `javaScript: false` the page's own scripts do not run. */
export async function newPage(browser, { javaScript = true } = {}) {
  const context = await browser.newContext({ viewport, javaScriptEnabled: javaScript, locale: 'en-GB', timezoneId: 'Europe/London' })
  return context.newPage()
}

/** Signs in as a role through the demo's own address and leaves the page where that leads: the role's work. */
export async function signIn(page, gatelodge, role) {
  const answer = await page.goto(await gatelodge.signInUrl(role))
  if (answer?.status() !== 200) throw new Error(`signing in as ${role} answered ${answer?.status()} at ${page.url()}`)
}

/** Watches a page from now on; the function it answers fails if anything went, or tried to go, to another origin. */
export function assertNoOtherOrigin(page, origin) {
  const others = new Set()
  const note = (address) => {
    const url = new URL(address)
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(origin).host) others.add(address)
  }
  page.on('request', (request) => note(request.url()))
  page.on('websocket', (socket) => note(socket.url()))
  return () => {
    if (others.size) throw new Error(`the page asked another origin: ${[...others].join(', ')}`)
  }
}

/** Watches a page's console; the function it answers fails on script errors and on what the security policy stopped. */
export function assertQuietConsole(page) {
  const heard = []
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('console', (message) => { if (message.type() === 'error') heard.push(`${message.text()} (${message.location().url})`) })
  return () => {
    if (heard.length) throw new Error(`the browser's console said: ${heard.join(' | ')}`)
  }
}

/** Fails if axe finds anything serious or critical on the page, naming the rule and the elements. */
export async function axe(page) {
  // Evaluated by the debugger, not by the page: a strict content security policy stays as it is while axe looks.
  await page.evaluate(axeSource)
  const violations = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations)
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  if (grave.length) {
    const lines = grave.map(({ id, impact, help, nodes }) => `  ${impact}: ${help} (${id})\n${nodes.slice(0, 5).map(({ html }) => `    ${html.slice(0, 160)}`).join('\n')}`)
    throw new Error(`axe found on ${page.url()}:\n${lines.join('\n')}`)
  }
}
