// What makes pages quicker where scripts run. Every page works without it: keys, live pages, the idle lock, and the
// panel that blanks itself. It talks to our own origin only and keeps nothing.

const body = document.body
const secondsOf = (name) => Number(body.dataset[name] ?? 0)
const typing = (element) => element?.closest('input, textarea, select, [contenteditable]') !== null && element !== null

// Leaving without a way back: "back" must not show what was blanked.
const leaveFor = (address) => window.location.replace(address)

// --- a screen that was handed to a patient: pages that stand open beside it go, and one that "back" brings is asked for
// again, and not shown as it was kept
if ('BroadcastChannel' in window && body.dataset.idleSeconds) {
  new BroadcastChannel('gatelodge').addEventListener('message', (event) => { if (event.data === 'handed-over') leaveFor('/sign-in') })
}
window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload() })

// --- the patient in the room: prison lines go by one key, by the button, or after a minute
const door = document.querySelector('[data-room]')
if (door) {
  const blank = () => leaveFor(door.dataset.room)
  const until = Date.now() + Number(door.dataset.roomSeconds) * 1000
  const left = document.querySelector('[data-room-left]')
  const tick = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000)
    if (seconds <= 0) blank()
    else if (left) left.textContent = `${seconds} s`
  }
  setInterval(tick, 500)
  document.addEventListener('visibilitychange', () => { if (document.hidden) blank() })
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') blank() })
}

// --- keys
const rows = () => [...document.querySelectorAll('[data-row]')]
function toRow(step) {
  const all = rows()
  if (all.length === 0) return
  const now = all.indexOf(document.activeElement?.closest('[data-row]'))
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)]
  const target = next.querySelector('a, button') ?? next
  if (target === next) next.tabIndex = -1
  target.focus()
  next.scrollIntoView({ block: 'nearest' })
}
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
  if (event.key === '/') {
    const field = document.querySelector('[data-find]')
    event.preventDefault()
    if (field) field.focus()
    else if (document.querySelector('[href="/find"]')) window.location.assign('/find')
  } else if (event.key === 'j') toRow(1)
  else if (event.key === 'k') toRow(-1)
  else if (event.key === '?' && body.dataset.idleSeconds) window.location.assign('/keys')
})

// --- print buttons: without a script the browser's own menu prints
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

// --- idle lock: the server locks by its own clock too; this one clears the screen in front of it
let alive = Date.now()
const idle = secondsOf('idleSeconds')
const lock = document.getElementById('lock-form')
if (idle > 0 && lock) {
  for (const sign of ['keydown', 'pointerdown', 'pointermove', 'scroll']) {
    document.addEventListener(sign, () => { alive = Date.now() }, { passive: true })
  }
  setInterval(() => { if (Date.now() - alive > idle * 1000) lock.submit() }, 1000)
}

// --- live pages: made again when the journal has moved, not more often than the page says, never under someone's hands
const live = secondsOf('liveSeconds')
if (live > 0 && 'EventSource' in window) {
  let head = null
  let moved = false
  let busy = false
  const source = new EventSource('/live')
  source.addEventListener('head', (event) => {
    if (head !== null && event.data !== head) moved = true
    head = event.data
  })
  const touched = () => {
    const main = document.getElementById('maincontent')
    return main.contains(document.activeElement) || main.querySelector('details[open]') !== null
  }
  setInterval(async () => {
    if (!moved || busy || document.hidden || touched()) return
    busy = true
    moved = false
    try {
      const answer = await fetch(window.location.pathname + window.location.search, {
        headers: { 'X-Gatelodge-By-Itself': '1' },
        redirect: 'error',
      })
      if (!answer.ok) return leaveFor(window.location.href) // signed out, or our fault: the page says which
      const made = new DOMParser().parseFromString(await answer.text(), 'text/html')
      for (const part of ['.gl-ages', '#maincontent', '.gl-footer']) {
        const old = document.querySelector(part)
        const fresh = made.querySelector(part)
        if (old && fresh && !touched()) old.replaceWith(fresh)
      }
    } catch {
      moved = true // tried again at the next turn
    } finally {
      busy = false
    }
  }, live * 1000)
}
