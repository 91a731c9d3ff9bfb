// The browser tests' own tools, against a small server: a check that cannot fail protects nobody.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { assertNoOtherOrigin, assertQuietConsole, axe, launchBrowser, newPage } from '../lib/browser.mjs'
import { readRoutes } from '../lib/routes.mjs'

const pages = {
  '/good': '<h1>Clinic list</h1><p>Nobody is booked.</p>',
  '/other-origin': '<h1>Clinic list</h1><img alt="" src="http://127.0.0.2:9/pixel.png">',
  '/inaccessible': '<h1>Clinic list</h1><img src="/missing.png"><input type="text">',
  '/inline-script': '<h1>Clinic list</h1><script>document.querySelector("h1").textContent = "run"</script>',
}
const page = (main) => `<!doctype html><html lang="en"><head><title>Gatelodge</title><link rel="icon" href="data:,"></head><body><main>${main}</main></body></html>`

describe('the tools of the browser tests', () => {
  let browser, server, origin
  before(async () => {
    server = createServer((request, response) => {
      const main = pages[request.url]
      response.writeHead(main ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': request.url === '/other-origin' ? '' : "default-src 'self'; img-src 'self' data:" })
      response.end(main ? page(main) : '')
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${server.address().port}`
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    server.close()
  })

  it('pass a good page under a strict security policy', async () => {
    const tab = await newPage(browser)
    const originHolds = assertNoOtherOrigin(tab, origin)
    const consoleHolds = assertQuietConsole(tab)
    assert.equal((await tab.goto(`${origin}/good`)).status(), 200)
    await axe(tab)
    originHolds()
    consoleHolds()
  })

  it('see a request to another origin', async () => {
    const tab = await newPage(browser)
    const originHolds = assertNoOtherOrigin(tab, origin)
    await tab.goto(`${origin}/other-origin`)
    assert.throws(originHolds, /127\.0\.0\.2/)
  })

  it('see what axe calls serious or critical', async () => {
    const tab = await newPage(browser)
    await tab.goto(`${origin}/inaccessible`)
    await assert.rejects(axe(tab), /image-alt/)
  })

  it('see a script that the security policy stopped', async () => {
    const tab = await newPage(browser)
    const consoleHolds = assertQuietConsole(tab)
    await tab.goto(`${origin}/inline-script`)
    assert.throws(consoleHolds, /console said/)
  })

  it('can leave a page without JavaScript', async () => {
    const tab = await newPage(browser, { javaScript: false })
    await tab.goto(`${origin}/inline-script`)
    assert.equal(await tab.locator('h1').innerText(), 'Clinic list')
  })

  it('refuse a missing, unmarked or mistaken list of routes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatelodge-routes-'))
    const path = join(folder, 'routes.json')
    const given = (value) => { writeFileSync(path, JSON.stringify(value)); return () => readRoutes(path) }
    assert.throws(() => readRoutes(path), /is missing/)
    assert.throws(given({ routes: [] }), /"empty": true/)
    assert.throws(given({ empty: true, routes: [{ role: 'officer', name: 'list', path: '/' }] }), /"empty": true/)
    assert.throws(given({ routes: [{ role: 'officer', name: 'list', path: '/', wait: 3 }] }), /not known: wait/)
    assert.equal(given({ empty: true, routes: [] })().length, 0)
    assert.equal(given({ routes: [{ role: 'officer', name: 'list', path: '/' }] })()[0].status, 200)
    rmSync(folder, { recursive: true })
  })
})
