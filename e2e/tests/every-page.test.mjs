// Every page of routes.json, as its role: answers, stays on its own origin, passes axe, keeps the console quiet, says
// the same without JavaScript, and leaves a screenshot in e2e/screenshots.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertNoOtherOrigin, assertQuietConsole, axe, launchBrowser, newPage, signIn } from '../lib/browser.mjs'
import { startGatelodge } from '../lib/gatelodge.mjs'
import { readRoutes } from '../lib/routes.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const screenshots = join(here, '..', 'screenshots')
const routes = readRoutes(join(here, '..', 'routes.json'))

/** Goes to the route's page as its role; answers the last page's status. */
async function visit(page, gatelodge, { role, path, follow, status }) {
  await signIn(page, gatelodge, role)
  let answer = await page.goto(gatelodge.origin + path)
  for (const link of follow) {
    const next = page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().redirectedTo() === null)
    await page.locator(link).first().click({ timeout: 10_000 })
    answer = await next
    await page.waitForLoadState()
  }
  assert.equal(answer.status(), status, `${page.url()} answered ${answer.status()}`)
}

/** The words of the page's heading: what must be there with and without JavaScript. */
async function heading(page) {
  assert.equal(await page.locator('h1').count(), 1, `${page.url()} has one h1`)
  const words = (await page.locator('h1').innerText()).trim()
  assert.notEqual(words, '', `${page.url()} has words in its h1`)
  assert.notEqual((await page.locator('main').innerText()).trim(), '', `${page.url()} has words in its main part`)
  return words
}

if (routes.length === 0) {
  it('routes.json says "empty": true, so NO PAGE WAS VISITED', () => {})
} else {
  describe('every page', () => {
    let browser, gatelodge
    before(async () => {
      mkdirSync(screenshots, { recursive: true })
      gatelodge = await startGatelodge()
      browser = await launchBrowser()
    })
    after(async () => {
      await browser?.close()
      await gatelodge?.stop()
    })

    for (const route of routes) {
      it(`${route.name}, as ${route.role}`, async () => {
        const page = await newPage(browser)
        const originHolds = assertNoOtherOrigin(page, gatelodge.origin)
        const consoleHolds = route.status === 200 ? assertQuietConsole(page) : () => {} // Chromium logs a refusal itself
        await visit(page, gatelodge, route)
        await page.screenshot({ path: join(screenshots, `${route.role}-${route.name}.png`), fullPage: true })
        await heading(page)
        await axe(page)
        originHolds()
        consoleHolds()
        await page.context().close()
      })

      it(`${route.name}, as ${route.role}, without JavaScript`, async () => {
        const page = await newPage(browser, { javaScript: false })
        const originHolds = assertNoOtherOrigin(page, gatelodge.origin)
        await visit(page, gatelodge, route)
        await heading(page)
        originHolds()
        await page.context().close()
      })
    }
  })
}
