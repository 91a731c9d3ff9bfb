// The list of pages that every-page.test.mjs visits: e2e/routes.json.
//
//   { "empty": false,
//     "routes": [
//       { "role": "clinician", "name": "clinic-list", "path": "/clinic" },
//       { "role": "clinician", "name": "patient-panel", "path": "/clinic", "follow": ["main table a"] },
//       { "role": "officer", "name": "gate-book-refused", "path": "/gate-book", "status": 404 } ] }
//
// `follow` clicks links one after another, by CSS selector, so that a page about a person can be reached although
// nothing of a person is in a URL. `status` is what the last page answers, 200 unless told. `name` is the
// screenshot's. An empty list must say so itself with "empty": true: forgetting it must not look like passing.
import { existsSync, readFileSync } from 'node:fs'

export function readRoutes(path) {
  if (!existsSync(path)) throw new Error(`${path} is missing: it lists the pages to visit; write {"empty": true, "routes": []} if there are none yet`)
  const { empty = false, routes } = JSON.parse(readFileSync(path, 'utf8'))
  if (!Array.isArray(routes)) throw new Error(`${path} has no list "routes"`)
  if (routes.length === 0 && empty !== true) throw new Error(`${path} lists no page: say "empty": true if that is meant`)
  if (routes.length > 0 && empty) throw new Error(`${path} lists ${routes.length} pages and says "empty": true`)
  const names = new Set()
  for (const route of routes) {
    const { role, name, path: page, follow = [], status = 200, ...unknown } = route
    if (!role || !/^[a-z0-9-]+$/.test(name ?? '') || !page?.startsWith('/')) throw new Error(`${path}: a route needs role, name (kebab-case) and path: ${JSON.stringify(route)}`)
    if (!Array.isArray(follow) || !Number.isInteger(status)) throw new Error(`${path}: "follow" is a list and "status" a number: ${JSON.stringify(route)}`)
    if (Object.keys(unknown).length) throw new Error(`${path}: not known: ${Object.keys(unknown).join(', ')} in ${JSON.stringify(route)}`)
    const key = `${role}-${name}`
    if (names.has(key)) throw new Error(`${path}: ${key} stands twice`)
    names.add(key)
  }
  return routes.map(({ follow = [], status = 200, ...route }) => ({ ...route, follow, status }))
}
