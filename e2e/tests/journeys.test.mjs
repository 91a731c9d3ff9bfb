// What people do, from their first page to its end, in a demo of its own: a nurse before a door, an officer with paper
// and no JavaScript, an administrator with a question, an engineer with a booking that may not have arrived.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assertNoOtherOrigin, assertQuietConsole, elsewhere, launchBrowser, newPage, signIn } from '../lib/browser.mjs'
import { startGatelodge } from '../lib/gatelodge.mjs'

const bookedSecondsMax = 60 // the demo's clinic books through its day; the first bookings are there soon after the start

const quietSecondsMax = 60 // 15 of the demo's minutes are 15 seconds; the client then leaves a dead host alone for some minutes more

/** Opens a page again and again until something is on it. */
async function until(page, address, selector) {
  const end = Date.now() + bookedSecondsMax * 1000
  for (;;) {
    await page.goto(address)
    if (await page.locator(selector).count() > 0) return page.locator(selector).first()
    if (Date.now() > end) throw new Error(`nothing like ${selector} came to ${address} within ${bookedSecondsMax} s`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

describe('journeys', () => {
  let browser, gatelodge
  before(async () => {
    gatelodge = await startGatelodge()
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await gatelodge?.stop()
  })

  it('a nurse opens a panel from the list, and one key blanks it', async () => {
    const page = await newPage(browser)
    const originHolds = assertNoOtherOrigin(page, gatelodge.origin)
    const consoleHolds = assertQuietConsole(page)
    await signIn(page, gatelodge, 'clinician')
    const door = await until(page, `${gatelodge.origin}/clinic`, 'main tbody th a')
    const name = (await door.innerText()).trim()
    await door.click()
    await page.locator('h2', { hasText: 'Before you open the door' }).waitFor()
    assert.equal((await page.locator('h1').innerText()).trim(), name)
    assert.match(page.url(), /\/(patient|record)\/[0-9a-f-]{36}$/, 'only an opaque id stands in the address')
    // The heading stands before the page's scripts have run: no hand is so quick.
    await page.waitForLoadState('load')
    await page.keyboard.press('Escape')
    await page.waitForURL(/\/room$/)
    const main = await page.locator('main').innerText()
    assert.match(main, /Patient in the room/)
    assert.ok(!main.includes(name), 'the room does not say who')
    originHolds()
    consoleHolds()
    await page.context().close()
  })

  it('an officer prints a version without JavaScript', async () => {
    const page = await newPage(browser, { javaScript: false })
    await signIn(page, gatelodge, 'officer')
    await page.goto(`${gatelodge.origin}/movement?session=ALL`)
    await page.locator('button', { hasText: 'Print a new version' }).click()
    await page.waitForLoadState()
    assert.match(await page.locator('main').innerText(), /Version \d+ stands from now on/)
    // The paper has as many pages as the sheets say.
    const sheets = await page.locator('.gl-sheet').count()
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    assert.equal(pdf.match(/\/Type \/Page\b/g).length, Math.max(sheets, 1))
    await page.context().close()
  })

  it('an officer at another machine prints a version over plain HTTP', async () => {
    const page = await newPage(browser)
    const there = (address) => address.replace('127.0.0.1', elsewhere)
    await page.goto(there(await gatelodge.signInUrl('officer')))
    await page.goto(there(`${gatelodge.origin}/movement?session=ALL`))
    await page.locator('button', { hasText: 'Print a new version' }).click()
    await page.waitForLoadState()
    assert.match(await page.locator('main').innerText(), /Version \d+ stands from now on/)
    await page.context().close()
  })

  it('an administrator opens a question and may leave it open, where there is one', async () => {
    const page = await newPage(browser)
    await signIn(page, gatelodge, 'healthcare-administrator')
    await page.goto(`${gatelodge.origin}/who`)
    if (await page.locator('main tbody th a').count() === 0) {
      assert.match(await page.locator('main').innerText(), /Nobody waits for an answer/)
    } else {
      await page.locator('main tbody th a').first().click()
      await page.locator('button', { hasText: 'Not sure, ask the patient' }).click()
      await page.waitForURL(/\/who\?done=unsure$/)
      assert.match(await page.locator('main').innerText(), /Left open/)
    }
    await page.context().close()
  })

  it('an engineer reads the board and follows the first row of the journal', async () => {
    const page = await newPage(browser)
    await signIn(page, gatelodge, 'integration-engineer')
    await page.goto(`${gatelodge.origin}/board`)
    assert.match(await page.locator('h1').innerText(), /^Board: /)
    await page.goto(`${gatelodge.origin}/trace`)
    await page.locator('#what').fill('1')
    await page.locator('main button', { hasText: 'Trace' }).click()
    await page.waitForURL(/\/trace\/row\/1$/)
    assert.match(await page.locator('h1').innerText(), /Why did it/)
    await page.context().close()
  })

  it('a prison that is cut off is said to be quiet on every page, and comes back', async () => {
    const pages = []
    for (const [role, path] of [['clinician', '/clinic'], ['officer', '/movement?session=ALL'], ['integration-engineer', '/board']]) {
      const page = await newPage(browser)
      await signIn(page, gatelodge, role)
      await page.goto(gatelodge.origin + path)
      pages.push(page)
    }
    const panel = await newPage(browser)
    await signIn(panel, gatelodge, 'clinician')
    await (await until(panel, `${gatelodge.origin}/clinic`, 'main tbody th a')).click()
    await panel.locator('h2', { hasText: 'Before you open the door' }).waitFor()
    pages.push(panel)
    const line = async (page, words) => {
      const end = Date.now() + quietSecondsMax * 1000
      for (;;) {
        await page.goto(page.url())
        const said = await page.locator('.gl-ages').innerText()
        if (words.test(said)) return said
        if (Date.now() > end) throw new Error(`${page.url()} still says: ${said}`)
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
    }
    for (const page of pages) await line(page, /Up to date/)
    await gatelodge.control('cut', { how: 'dead' })
    for (const page of pages) assert.doesNotMatch(await line(page, /Prison quiet since \d\d:\d\d/), /Up to date|can be/)
    await gatelodge.control('come-back')
    for (const page of pages) await line(page, /Up to date/)
    for (const page of pages) await page.context().close()
  })
})
