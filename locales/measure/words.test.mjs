// Measures the English that a person reads while choosing a GP, since most people in prison read below the level of an
// 11-year-old. It promises three things of locales/en-GB/registration.ftl: no sentence is longer than 15 words; what
// one person reads has a Flesch-Kincaid grade of 4 or less; every word is one of Dale-Chall's easy words, a usual form
// of one, or stands in locales/terms.json with the message that explains it.
//
// And one of every language's file: its letters are in Unicode's normal form C, so that a wording's hash does not turn
// on which keyboard wrote it.
//
// It does not promise that the words are understood: only people who read them can show that. Nor does it measure the
// other languages: these formulas count English syllables.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { daleChall } from 'dale-chall'
import { fleschKincaid } from 'flesch-kincaid'
import { syllable } from 'syllable'

const SENTENCE_WORDS_MAX = 15
const GRADE_MAX = 4
const situations = ['has', 'none', 'unknown']

const here = (name) => new URL(name, import.meta.url)
const terms = JSON.parse(readFileSync(here('../terms.json'), 'utf8'))
const messages = read(readFileSync(here('../en-GB/registration.ftl'), 'utf8'))
const easy = new Set(daleChall.map((word) => word.toLowerCase()))

/** The messages by id, in their order. A message with variants gives the text of all of them, a sentence each. */
function read(ftl) {
  const found = new Map()
  let id
  for (const line of ftl.split('\n')) {
    const starts = line.match(/^([a-z][a-z-]*) = (.*)$/)
    const variant = line.match(/^\s+\*?\[\w+\] (.*)$/)
    if (starts) found.set((id = starts[1]), plain(starts[2]))
    else if (variant) found.set(id, `${found.get(id)} ${plain(variant[1])}`.trim())
    else assert.match(line, /^(#.*|\}|)$/, `a line that this reader does not know: ${line}`)
  }
  return found
}

/** What stands for a value reads as a number; the opening of variants reads as nothing. */
function plain(text) {
  return text.replace(/\{ \$\w+ ->$/, '').replace(/\{ \$\w+ \}/g, '1').trim()
}

const sentences = (text) => text.split(/(?<=[.?!])\s+/).filter(Boolean)
const words = (text) => text.match(/[A-Za-z]+(?:['’-][A-Za-z]+)*/g) ?? []

/** The usual forms of a word: Dale and Chall count them as the word itself. */
function forms(word) {
  const all = [word, word.replace(/['’]s$/, ''), word.replaceAll('’', "'")]
  for (const [end, by] of [['s', ''], ['es', ''], ['ies', 'y'], ['ed', ''], ['d', ''], ['ing', ''], ['ing', 'e'], ['r', '']]) {
    if (word.length > end.length + 2 && word.endsWith(end)) all.push(word.slice(0, -end.length) + by)
  }
  return all
}

function grade(texts) {
  const all = texts.flatMap(sentences)
  const every = all.flatMap(words)
  const count = { sentence: all.length, word: every.length, syllable: every.reduce((n, w) => n + syllable(w), 0) }
  return fleschKincaid(count)
}

/** What somebody in this situation reads up to the answer. */
function conversation(situation) {
  const others = situations.filter((other) => other !== situation).map((other) => `-${other}`)
  const read = [...messages].filter(([id]) => /^(s-|question|next-|teach-)/.test(id) && !others.some((end) => id.endsWith(end)))
  assert.ok(read.length >= 20, `only ${read.length} messages for ${situation}`)
  return read.map(([, text]) => text)
}

test('no sentence is longer than 15 words', () => {
  const long = [...messages].flatMap(([id, text]) => sentences(text).filter((s) => words(s).length > SENTENCE_WORDS_MAX).map((s) => `${id}: ${s}`))
  assert.deepEqual(long, [])
})

for (const situation of situations) {
  test(`what is read is of grade 4 or less: ${situation}`, (t) => {
    const found = grade(conversation(situation))
    t.diagnostic(`Flesch-Kincaid grade ${found.toFixed(2)}`)
    assert.ok(found <= GRADE_MAX, `grade ${found.toFixed(2)}`)
  })
}

for (const part of ['screen-', 'leave-', 'letter-', 'control-', 'copy-', 'pack-']) {
  test(`what is read is of grade 4 or less: ${part}*`, (t) => {
    const found = grade([...messages].filter(([id]) => id.startsWith(part)).map(([, text]) => text))
    t.diagnostic(`Flesch-Kincaid grade ${found.toFixed(2)}`)
    assert.ok(found <= GRADE_MAX, `grade ${found.toFixed(2)}`)
  })
}

test('every word is an easy one or is explained', () => {
  const explained = new Set(terms.map(({ word }) => word.toLowerCase()))
  const hard = [...messages].flatMap(([id, text]) =>
    words(text)
      .map((word) => word.toLowerCase())
      .filter((word) => !forms(word).some((form) => easy.has(form) || explained.has(form)))
      .map((word) => `${id}: ${word}`),
  )
  assert.deepEqual(hard, [])
})

test('every term is hard, is used, and stands in the message that explains it', () => {
  for (const { word, explained_in } of terms) {
    assert.ok(!easy.has(word.toLowerCase()), `${word} is an easy word: take it off the list`)
    assert.ok(messages.has(explained_in), `${word}: there is no message ${explained_in}`)
    assert.ok(words(messages.get(explained_in)).includes(word) || words(messages.get(explained_in).toLowerCase()).includes(word), `${explained_in} does not hold ${word}`)
  }
})

test('a term of the conversation is explained where it first stands, or in the sentence after it', () => {
  // Titles and labels stand around the conversation and cannot explain; the sentences are read in their order.
  const order = [...messages].filter(([id]) => /^(s-|screen-)/.test(id))
  for (const { word, explained_in } of terms) {
    const first = order.find(([, text]) => words(text).map((w) => w.toLowerCase()).includes(word.toLowerCase()))
    if (first && !explained_in.startsWith('copy-')) assert.equal(first[0], explained_in, `${word} first stands in ${first[0]}`)
  }
})

test('the letters of every language are in normal form C', () => {
  const files = readdirSync(here('..')).map((name) => here(`../${name}/registration.ftl`)).filter((file) => existsSync(file))
  assert.ok(files.length >= 17, `only ${files.length} languages found`)
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    assert.ok(text === text.normalize('NFC'), `${file.pathname} is not in normal form C`)
  }
})
