// The large button that speaks. Written for browsers of ten years ago; without it the browser's own player stands there.
(function () {
  var audio = document.querySelector('audio[data-hear]')
  if (audio && audio.play) {
    var button = document.createElement('button')
    button.type = 'button'
    button.className = 't-button'
    button.appendChild(document.createTextNode(audio.getAttribute('data-hear')))
    var show = function () { button.className = audio.paused ? 't-button' : 't-button t-button--plays' }
    button.onclick = function () {
      if (audio.paused) {
        audio.currentTime = 0
        audio.play()
      } else audio.pause()
    }
    audio.onplay = audio.onpause = audio.onended = show
    var words = document.querySelector('.t-hear__words')
    if (words) words.parentNode.removeChild(words)
    audio.parentNode.insertBefore(button, audio)
    audio.removeAttribute('controls')
    audio.style.display = 'none'
  }
  // A page that the browser kept for "back" is asked for again.
  window.addEventListener('pageshow', function (event) { if (event.persisted) window.location.reload() })
  // Pages of staff that stand open beside this one go.
  if (window.BroadcastChannel) new BroadcastChannel('gatelodge').postMessage('handed-over')
})()
