# language: English, easy read
# status: draft
# version: 2026-11-23

## What the person reads first. One idea a message, at most 15 words a sentence. -has, -none, -unknown: the person has
## a GP outside, has none, or nobody knows.

title = Your GP: you choose
s-gp = A GP is a family doctor. When you are ill, you go to your GP first.
s-choose = We will ask if you want the prison doctor to be your GP. You choose.
s-care = You can see the doctor and the nurse here. It does not matter if you say yes or no.
s-yes = If you say yes, the prison doctor becomes your GP.
s-list-has = If you say yes, your GP outside will take you off their list.
s-list-none = You have no GP outside. So no GP has to take you off their list.
s-list-unknown = If you say yes, a GP you have outside will take you off their list.
s-notes-has = If you say yes, your GP outside will send your notes here. Notes are what doctors write about your health.
s-notes-none = If you say yes, old notes from a GP before may come here. Notes are what doctors write about your health.
s-notes-unknown = If you say yes, a GP you have outside will send your notes here. Notes are what doctors write about your health.
s-nhs = The NHS runs doctors and hospitals. If you say yes, NHS workers may see you have a prison doctor.
s-home = If you say yes, you must join a GP outside when you go home. That is so even if you go home soon. We will help you.
s-no-has = If you say no, you keep your GP outside. If you are here for years, this may end. Ask us.
s-no-none = If you say no, you still have no GP. The prison doctor will still see you.
s-no-unknown = If you say no and have a GP outside, you keep that GP. If you are here for years, this may end. Ask us.
s-summary = If you say no, we can still read a summary, if you let us. A summary is a short list, like your medicines.
s-cancer = Cancer is something bad that can grow inside you. If you say no, letters about cancer checks may not reach you. Ask us.
s-mind-has = You can change your mind any day. But after a yes, your old GP may not have you back at once. We will help you.
s-mind-none = You can change your mind any day. But if you take back a yes, you will have no GP at first. We will help you find one.
s-mind-unknown = You can change your mind any day. But if you take back a yes, you may have no GP outside at first. We will help you.
s-move = If you move to another prison, they can see what you said. You need not say it all again.
s-officers = Officers cannot see your health notes. Sometimes we must share things to keep people safe. Ask us when.
s-address = Your address on NHS records will change to here. NHS workers can see it. This happens if you say yes or no.

## The question and the four answers, all of one size, none chosen beforehand. next-: what happens then.

question = Do you want the prison doctor to be your GP?
answer-yes = Yes
answer-no = No
answer-later = Ask me later
answer-talk = I want to talk
next-yes = We will ask for the prison doctor to be your GP. You can change your mind.
next-no = Nothing about a GP changes now. You can change your mind.
next-later = Nothing changes now. We will ask again when you are ready. You lose nothing.
next-talk = Nothing changes now. A nurse will talk with you. You can take your time.

## Controls.

control-hear = Hear it
control-computer-voice = A machine reads this. It is not a person’s voice.
control-no-voice = There is no voice in this language. Ask the nurse to have it read to you.
control-back = Back
control-next = Next
control-not-clear = I don’t understand
control-not-clear-then = That is fine. Maybe our words are not good. The nurse will help you.
control-give-back = Give this screen back to the nurse
control-page = Page { $page } of { $pages }
control-left = { $left ->
    [0] This is the last page.
    [one] { $left } more page to come.
   *[other] { $left } more pages to come.
}
control-draft = Draft: nobody has checked these words yet.
control-film = There is a film in sign language.
control-no-film = There is no film in sign language yet.

## Teach-back: it tests how well we told it, not the person.

teach-intro = Please tell us in your own words. This tests how well we told you. It does not test you.
teach-gp-has = What happens to your GP at home if you say yes?
teach-gp-none = Who will be your GP if you say yes?
teach-gp-unknown = If you have a GP at home, what happens to them if you say yes?
teach-see = Can you see the doctor here if you say no?
teach-mind = Can you change your mind later? How?

## On paper: the sheet, the copy to keep, the folded card. The card's outside must harm nobody if a cellmate reads it.

sheet-tick = You can tick one box. You can also leave them all empty.
sheet-said = What I said
sheet-date = Date
copy-title = Your copy to keep
copy-said = You said: { $answer }
copy-when = You said it on: { $date }
copy-change = You can change your mind any day. Tell a nurse, or write to healthcare. Healthcare is the nurses and doctors here.
card-outside = Ask healthcare about your GP

## Checks for illness, asked apart, by need as the person tells it. Nothing here takes anybody for a man or a woman.

screen-intro = Some checks look for things that can make you ill. Each is for people of some ages. Ask us if it is for you. You choose for each one.
screen-bowel = The bowel check looks for cancer. The bowel is the part in your tummy that makes poo.
screen-breast = If you have breasts, there is a check that takes pictures of the inside. It looks for cancer.
screen-cervical = If you have a cervix, there is a check to stop cancer there. The cervix is the way into the womb, where babies grow.
screen-aaa = There is a check of a large blood vessel in your tummy. A blood vessel is like a pipe for blood. It can get too wide.
screen-eye = If you have diabetes, there is a check of your eyes. Diabetes means there is too much sugar in your blood.
screen-question = Do you want the letters about this check to find you here?

## Leaving.

leave-question = You are leaving. Which GP do you want?
leave-before = The GP I had before
leave-near = A GP near where I will live
leave-unsure = I am not sure. Please help me.
leave-papers = A GP may not turn you away because you have no papers. You need not prove who you are or where you live. You may show them this.
leave-tell = May we tell a GP outside when you leave, and about your health? You can say no.
letter-title = Your copy of our letter to the GP
letter-gp = We have asked this GP to take you on: { $gp }
letter-from = We asked them to start on the day you leave: { $date }
letter-why = They can then help you with your health and your medicines.
leave-today = Where to go today: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Your papers for when you leave
pack-join = You can join a GP. You do not need to prove your address or who you are.
pack-gp = Your GP
pack-summary = Your health
pack-medicines = Your medicines
pack-next = Who you will see next
pack-not-known = We do not know this. Ask us, or ask a GP.
pack-none = None
pack-with-you = You have these with you.
pack-slip = You have a paper for medicines. Take it to a chemist. A chemist is a shop for medicines.
pack-no-medicines = You have no medicines with you. Ask a GP or call 111 today.
pack-hospital = Times at a hospital are not on this paper. Ask a GP about them.
visit-gp = GP
visit-substance = Help with drink or other things that you take
visit-mental = Help with your mind
visit-chemist = Chemist
