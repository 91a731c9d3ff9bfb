// Starts nhsuk-frontend's components. A file of its own, because the content security policy allows no inline script:
// <script type="module" src="/assets/nhsuk-start.js"></script>. Without it every page still works.
import { initAll } from './nhsuk.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()
