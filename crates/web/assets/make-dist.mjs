// Lays what the screens use of nhsuk-frontend into assets/dist, which is compiled into the binary and served below
// /assets. It uses the package's own prebuilt files, so there is no Sass build, and changes four things:
//
// 1. The two @font-face rules go. They fetch Frutiger from assets.nhs.uk: another origin, which would learn who opens
//    a page about whom and when, and which a prison's network may not reach. Frutiger is licensed for NHS services
//    only, so it cannot travel with us either. Text falls to Arial, which the stylesheet already names next.
// 2. Image addresses become relative to the stylesheet, so that it works wherever it is served.
// 3. The source map lines go: the maps are not served, and asking for them would be a 404 in every console.
// 4. A line at the head names the package, its version and licence.
//
// Beside them it lays the pictures that pictures.json names, out of healthicons' filled set, with the same line at the
// head of each; those under own/ were drawn by us in its style, where it has none that is understood without the words.
//
// It stops when the package no longer looks as expected, rather than let another origin slip in with an update. A file
// whose content is the same is not written, so that cargo does not compile the web crate again for nothing.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const nhsuk = join(here, '..', 'node_modules', 'nhsuk-frontend')
const healthicons = join(here, '..', 'node_modules', 'healthicons')
const dist = join(here, 'dist')
const { version } = JSON.parse(readFileSync(join(nhsuk, 'package.json'), 'utf8'))
const { version: healthiconsVersion } = JSON.parse(readFileSync(join(healthicons, 'package.json'), 'utf8'))
const head = `/*! nhsuk-frontend ${version}, MIT licence, NHS England. Changed by Gatelodge: see crates/web/assets/make-dist.mjs */\n`

// A home screen, a shared link and a large icon are not things that a page about prisoners should have.
const imagesLeftOut = /opengraph|-(180|192|512)\.png$|icon-mask/

function read(path) {
  return readFileSync(join(nhsuk, 'dist', 'nhsuk', path))
}

function replaced(text, pattern, by, times) {
  const found = text.match(pattern)?.length ?? 0
  if (found < times) throw new Error(`nhsuk-frontend ${version}: ${pattern} found ${found} times, expected ${times} or more: read the package's changes and make-dist.mjs again`)
  return text.replace(pattern, by)
}

function stylesheet() {
  let css = read('nhsuk-frontend.min.css').toString('utf8')
  css = replaced(css, /@font-face\s*\{[^}]*\}/g, '', 2)
  css = replaced(css, /url\((["']?)\/assets\//g, 'url($1', 4)
  css = replaced(css, /\/\*# sourceMappingURL=[^*]*\*\//g, '', 1)
  const charset = '@charset "UTF-8";'
  if (!css.includes(charset)) return head + css
  return charset + '\n' + head + css.replace(charset, '') // it counts only as the very first thing
}

function script() {
  return head + replaced(read('nhsuk-frontend.min.js').toString('utf8'), /\/\/# sourceMappingURL=.*\n?/g, '', 1)
}

function picture(name) {
  const ours = name.startsWith('own/')
  const folder = ours ? join(here, 'src', 'pictures') : join(healthicons, 'public', 'icons', 'svg', 'filled')
  const svg = readFileSync(join(folder, `${name}.svg`), 'utf8')
  // Shapes only: a picture is shown as an image, and what it could fetch or run it must not hold.
  if (!svg.startsWith('<svg ') || /<(script|style|image|use|foreignObject)|\bon\w+=|href=/i.test(svg)) throw new Error(`${name}.svg holds more than shapes`)
  const whose = ours ? 'Gatelodge, MIT licence' : `healthicons ${healthiconsVersion}, MIT licence, Resolve to Save Lives`
  return svg.replace(/^<svg [^>]*>/, `$&<!-- ${whose} -->`)
}

function refuseOtherOrigins(name, text) {
  // A link in a comment or an XML namespace fetches nothing; an address in url(), import or fetch would.
  const fetched = text.match(/(url\(\s*["']?|@import\s*["']|from\s*["']|import\(\s*["']|fetch\(\s*["'])(https?:)?\/\/[^)"']*/g)
  if (fetched) throw new Error(`${name} would fetch from another origin: ${fetched.join(', ')}`)
}

const files = new Map()
files.set('nhsuk.css', Buffer.from(stylesheet()))
files.set('nhsuk.js', Buffer.from(script()))
files.set('nhsuk-start.js', readFileSync(join(here, 'nhsuk-start.js')))
// Our own style and script, and those of the conversation: small files.
for (const own of ['gatelodge.css', 'gatelodge.js', 'talk.css', 'talk.js']) files.set(own, readFileSync(join(here, 'src', own)))
for (const image of readdirSync(join(nhsuk, 'dist', 'nhsuk', 'assets', 'images'))) {
  if (!imagesLeftOut.test(image)) files.set(join('images', image), read(join('assets', 'images', image)))
}
for (const name of JSON.parse(readFileSync(join(here, 'pictures.json'), 'utf8'))) {
  files.set(join('pictures', `${name}.svg`), Buffer.from(picture(name)))
}
for (const [name, bytes] of files) {
  if (/\.(css|js|svg)$/.test(name)) refuseOtherOrigins(name, bytes.toString('utf8'))
}
for (const address of files.get('nhsuk.css').toString('utf8').matchAll(/url\(["']?([^)"']+)/g)) {
  if (!address[1].startsWith('data:') && !files.has(address[1])) throw new Error(`nhsuk.css names ${address[1]}, which dist does not have`)
}

const folders = new Set([...files.keys()].map((name) => dirname(name)))
for (const folder of folders) mkdirSync(join(dist, folder), { recursive: true })
for (const folder of folders) {
  for (const entry of readdirSync(join(dist, folder), { withFileTypes: true })) {
    const name = join(folder, entry.name)
    if (entry.isFile() && !files.has(name)) rmSync(join(dist, name))
  }
}
for (const [name, bytes] of files) {
  const path = join(dist, name)
  let before = null
  try { before = readFileSync(path) } catch { /* the first time */ }
  if (!before?.equals(bytes)) writeFileSync(path, bytes)
}
