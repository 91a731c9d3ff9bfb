// A conversation about a GP, as it is had: a nurse sets it up and hands the screen over, a patient goes through it by
// touch, by sound or by keyboard, with a script or without, gives it back, and tries what else there might be.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertNoOtherOrigin, assertQuietConsole, axe, launchBrowser, newPage, signIn } from '../lib/browser.mjs'
import { startGatelodge } from '../lib/gatelodge.mjs'

const screenshots = join(dirname(fileURLToPath(import.meta.url)), '..', 'screenshots')
const bookedSecondsMax = 60 // the demo's clinic books through its day
const voiceSecondsMax = 60 // the first texts are read out soon after the start
const pages = 16

// A tablet, upright; and the same with everything twice as large.
const tablet = { width: 768, height: 1024 }
const twiceAsLarge = { width: 384, height: 512 }

const later = (seconds) => Date.now() + seconds * 1000
const pause = () => new Promise((resolve) => setTimeout(resolve, 500))

/** Presses what leads to another page, and waits for it. */
async function follow(page, act) {
  const answers = page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().redirectedTo() === null && (response.status() < 300 || response.status() > 399))
  const stands = page.waitForEvent('framenavigated')
  await act()
  await stands
  await page.waitForLoadState()
  return answers
}

describe('a conversation on a screen that is handed over', () => {
  let browser, gatelodge, patient
  before(async () => {
    mkdirSync(screenshots, { recursive: true })
    gatelodge = await startGatelodge()
    browser = await launchBrowser()
    patient = await someone()
  })
  after(async () => {
    await browser?.close()
    await gatelodge?.stop()
  })

  /** The page of a patient who can be asked. */
  async function someone() {
    const page = await newPage(browser)
    await signIn(page, gatelodge, 'clinician')
    const end = later(bookedSecondsMax)
    for (;;) {
      await page.goto(`${gatelodge.origin}/clinic`)
      const doors = await page.locator("main tbody th a[href^='/patient/']").evaluateAll((all) => all.map((a) => a.getAttribute('href')))
      for (const door of new Set(doors)) {
        await page.goto(`${gatelodge.origin}${door}/choice`)
        if (await page.locator('#set-up-language').count() > 0) {
          await page.context().close()
          return `${gatelodge.origin}${door}/choice`
        }
      }
      if (Date.now() > end) throw new Error(`no patient who can be asked within ${bookedSecondsMax} s`)
      await pause()
    }
  }

  /** Fills in what a conversation is set up with, and hands the screen over. */
  async function setUp(page, language) {
    const form = page.locator("form[action$='/hand-over']")
    // Beside a conversation that is open the form for another is folded away.
    if (!await form.isVisible()) await page.locator('summary', { hasText: 'On this screen' }).click()
    await form.locator("select[name='language']").selectOption(language)
    await form.locator("input[name='means'][value='read']").check()
    return follow(page, () => form.locator('button').click())
  }

  /** A nurse at a tablet sets a conversation up and hands it over. */
  async function handedOver(language, how = {}) {
    const page = await newPage(browser, how)
    await page.setViewportSize(tablet)
    await signIn(page, gatelodge, 'clinician')
    await page.goto(patient)
    const answer = await setUp(page, language)
    assert.equal(answer.status(), 200)
    assert.match(page.url(), /\/talk\/1$/)
    return page
  }

  const shot = (page, name) => page.screenshot({ path: join(screenshots, `talk-${name}.png`), fullPage: true })

  it('in English: every page passes axe, is heard, and twice as large needs no sideways scrolling', async () => {
    const page = await handedOver('en-GB')
    const originHolds = assertNoOtherOrigin(page, gatelodge.origin)
    const consoleHolds = assertQuietConsole(page)
    const end = later(voiceSecondsMax)
    while (await page.locator('audio').count() === 0) {
      assert.ok(Date.now() < end, `no voice within ${voiceSecondsMax} s`)
      await pause()
      await page.reload()
    }
    await page.locator('.t-hear button').click()
    await page.waitForFunction(() => document.querySelector('audio').currentTime > 0)
    for (let n = 1; n <= pages; n++) {
      assert.match(page.url(), new RegExp(`/talk/${n}$`), 'nothing but the page stands in the address')
      assert.equal(await page.locator('html').getAttribute('lang'), 'en-GB')
      await axe(page)
      await page.setViewportSize(twiceAsLarge)
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
      assert.ok(wide <= room, `page ${n} is ${wide} wide where ${room} is`)
      if (n === 5 || n === pages) await shot(page, `en-${n}-twice-as-large`)
      await page.setViewportSize(tablet)
      if ([1, 5, pages].includes(n)) await shot(page, `en-${n}`)
      if (n < pages) await follow(page, () => page.locator('.t-button--next').click())
    }
    const boxes = await page.locator('.t-answer').evaluateAll((all) => all.map((one) => { const { width, height } = one.getBoundingClientRect(); return `${Math.round(width)} ${Math.round(height)}` }))
    assert.equal(boxes.length, 4)
    assert.equal(new Set(boxes).size, 1, `the four answers are not of one size: ${boxes}`)
    await follow(page, () => page.locator("button[value='yes']").click())
    await axe(page)
    await shot(page, 'en-said')
    await follow(page, () => page.locator("form[action='/talk/give-back'] button").click())
    assert.match(page.url(), /\/locked$/)
    originHolds()
    consoleHolds()
    await page.context().close()
  })

  it('in Arabic, by keyboard alone and without JavaScript, from right to left', async () => {
    const page = await handedOver('ar', { javaScript: false })
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
    // Tab until what is wanted has the focus: nobody has a mouse.
    const reach = async (selector) => {
      for (let n = 0; n < 20; n++) {
        await page.keyboard.press('Tab')
        if (await page.locator(`${selector}:focus`).count() > 0) return
      }
      throw new Error(`${selector} is not reached by keyboard at ${page.url()}`)
    }
    await reach("form[action='/talk/not-clear'] button")
    await follow(page, () => page.keyboard.press('Enter'))
    assert.equal(await page.locator('.t-note').count(), 1)
    for (let n = 1; n < pages; n++) {
      if (n === 3) {
        await reach(`a[href='/talk/2']`)
        await follow(page, () => page.keyboard.press('Enter'))
        await reach('.t-button--next')
        await follow(page, () => page.keyboard.press('Enter'))
      }
      if (n === 1) await shot(page, 'ar-1')
      await reach('.t-button--next')
      await follow(page, () => page.keyboard.press('Enter'))
    }
    const x = async (answer) => (await page.locator(`button[value='${answer}']`).boundingBox()).x
    assert.ok(await x('yes') > await x('no'), 'the first answer stands on the right')
    await shot(page, 'ar-question')
    await reach("button[value='later']")
    await follow(page, () => page.keyboard.press('Enter'))
    await shot(page, 'ar-said')
    await reach("form[action='/talk/give-back'] button")
    await follow(page, () => page.keyboard.press('Enter'))
    assert.match(page.url(), /\/locked$/)
    await page.context().close()
  })

  it('in Arabic every page passes axe, and twice as large needs no sideways scrolling', async () => {
    const page = await handedOver('ar')
    await page.setViewportSize(twiceAsLarge)
    for (let n = 1; n <= pages; n++) {
      await page.goto(`${gatelodge.origin}/talk/${n}`)
      await axe(page)
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
      assert.ok(wide <= room, `page ${n} is ${wide} wide where ${room} is`)
    }
    await shot(page, 'ar-question-twice-as-large')
    await page.context().close()
  })

  it('with the screen in hand nothing else is reached: back, an old tab, a copied address, the other faces', async () => {
    const nurse = await newPage(browser)
    await signIn(nurse, gatelodge, 'clinician')
    await nurse.goto(`${gatelodge.origin}/clinic`)
    const name = (await nurse.locator('main tbody th a').first().innerText()).trim()
    const page = await nurse.context().newPage()
    await page.goto(`${gatelodge.origin}/clinic`)
    await page.goto(patient)
    await setUp(page, 'sq')
    // The tab that stood open beside it goes by itself.
    await nurse.waitForURL(/\/sign-in$/)
    const nobody = async (where) => {
      const text = await page.locator('body').innerText()
      assert.ok(!text.includes(name), `${where} shows a patient`)
      assert.match(text, /Sign in first|Locked|locked|Sign in/, where)
    }
    for (const times of [1, 2]) {
      for (let n = 0; n < times; n++) await page.goBack().catch(() => {})
      await nobody(`back ${times}`)
      await page.goto(`${gatelodge.origin}/talk`)
    }
    for (const path of ['/clinic', '/find', new URL(patient).pathname, '/tasks', '/live', '/gate-book', '/movement']) {
      const answer = await page.goto(gatelodge.origin + path)
      assert.equal(answer.status(), 401, path)
      await nobody(path)
    }
    for (const path of ['/fhir/R4/Patient', '/fhir/R4/Appointment', '/fhir/R4/Flag', '/api/movement-list']) {
      const answer = await page.request.get(gatelodge.origin + path)
      assert.ok([401, 404].includes(answer.status()), `${path} answered ${answer.status()}`)
    }
    await page.goto(`${gatelodge.origin}/talk`)
    await follow(page, () => page.locator("button[value='later']").click())
    await follow(page, () => page.locator("form[action='/talk/give-back'] button").click())
    assert.match(page.url(), /\/locked$/)
    await page.goBack().catch(() => {})
    await nobody('back, after giving it back')
    assert.equal((await page.goto(`${gatelodge.origin}/talk/3`)).status(), 401)
    assert.match(await page.locator('h1').innerText(), /Locked/)
    // Only a full sign-in; and there the conversation waits to be recorded.
    await signIn(page, gatelodge, 'clinician')
    await page.goto(patient)
    assert.match(await page.locator('main').innerText(), /not written down yet/)
    await axe(page)
    await page.screenshot({ path: join(screenshots, 'choice-to-record.png'), fullPage: true })
    for (const question of ['gp-at-home', 'seen-anyway', 'may-change']) await page.locator(`form[action$='/record'] input[name='${question}'][value='not-asked']`).first().check()
    await page.locator('#talk-words').fill('nuk e di')
    await follow(page, () => page.locator('button', { hasText: 'Record this conversation' }).click())
    assert.match(await page.locator('main').innerText(), /a day within the next 28/)
    assert.equal(await page.locator('#talk-words').inputValue(), 'nuk e di', 'what was typed is lost')
    const tomorrow = await page.locator('#talk-again').getAttribute('min')
    await page.locator('#talk-again').fill(tomorrow)
    await follow(page, () => page.locator('button', { hasText: 'Record this conversation' }).click())
    const said = await page.locator('main').innerText()
    assert.match(said, /Recorded\./)
    assert.match(said, /Not now, .* Albanian, explanation not finished/)
    await axe(page)
    await page.screenshot({ path: join(screenshots, 'choice-recorded.png'), fullPage: true })
    await nurse.context().close()
  })

  it('on paper: a sheet of one side, large print of two, and a card with no word but its own', async () => {
    const page = await newPage(browser, { javaScript: false })
    await signIn(page, gatelodge, 'clinician')
    const printed = async (language, paper) => {
      await page.goto(patient)
      const form = page.locator("form[action$='/print']")
      await form.locator("select[name='language']").selectOption(language)
      const answer = await follow(page, () => form.locator(`button[value='${paper}']`).click())
      assert.equal(answer.status(), 200)
      const pdf = await page.pdf({ preferCSSPageSize: true, path: join(screenshots, `${paper}-${language}.pdf`) })
      return pdf.toString('latin1').match(/\/Type \/Page\b/g).length
    }
    const letters = async () => {
      await page.emulateMedia({ media: 'print' })
      const sizes = await page.locator('.gl-easy__words').evaluateAll((all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize) * 0.75))
      await page.emulateMedia({ media: null })
      return Math.min(...sizes)
    }
    const tags = await (async () => {
      await page.goto(patient)
      return page.locator("form[action$='/print'] select[name='language'] option").evaluateAll((all) => all.map((one) => one.value).filter(Boolean))
    })()
    assert.equal(tags.length, 17)
    for (const language of tags) {
      const sides = await printed(language, 'sheet')
      assert.ok(sides === 1 || (['cy', 'so'].includes(language) && sides === 2), `the sheet in ${language}: ${sides} sides`)
      assert.ok((await letters()) >= 12, `the sheet in ${language} has letters of ${await letters()} points`)
      assert.equal(await printed(language, 'large'), 2, `large print in ${language}`)
      assert.ok((await letters()) >= 16, `large print in ${language} has letters of ${await letters()} points`)
      assert.ok((await printed(language, 'checks')) <= 2, `the checks in ${language}`)
      assert.equal(await printed(language, 'card'), 1, `the card in ${language}`)
      await page.emulateMedia({ media: 'print' })
      const words = (await page.locator('body').innerText()).trim()
      assert.equal(words, (await page.locator('.gl-card__front p').innerText()).trim(), 'the card says more than its words')
      await page.emulateMedia({ media: null })
    }
    await page.context().close()
  })

  it('an officer finds none of it', async () => {
    const page = await newPage(browser)
    await signIn(page, gatelodge, 'officer')
    const nothing = await (await page.request.get(`${gatelodge.origin}/no-such-page`)).text()
    for (const address of [patient, `${patient}/print`, `${patient}/record`, `${gatelodge.origin}/talk`, `${gatelodge.origin}/talk/1`, `${gatelodge.origin}/talk/1/voice`]) {
      const answer = await page.request.get(address)
      assert.equal(answer.status(), 404, address)
      assert.equal((await answer.text()).replace(/Made [^<]*/g, ''), nothing.replace(/Made [^<]*/g, ''), address)
    }
    await page.context().close()
  })
})
