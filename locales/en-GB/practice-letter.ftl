# language: English, to a GP practice
# status: draft
# version: 2026-11-23

## The letters to a GP practice. Only what the patient agreed to stands in one. Why somebody is in prison, why a day moved
## and what a court said stand in none.

title-register = Please register this patient from the day of release
title-moved = The release day of this patient has moved
title-back = Our letter about this patient no longer stands

who = Patient: { $name }, born { $born }
number = NHS number: { $number }
number-not-known = NHS number: not known to us. The patient may be registered without it.
from = From: healthcare at { $prison }, telephone { $telephone }

register-ask = Please register this patient with you from { $date }, the likely day of release.
register-may-move = The day may move. We tell you when it does.
register-contract = A practice registers a patient up to one month before release (GMS contract 2017/18). The patient need not come to you for it. A signed GMS1 form is with this letter.
register-papers = Proof of address or identity may not be demanded. No fixed address is no reason to refuse: a temporary address will do, or yours, if you agree.

address = Address after release: { $address }
address-not-known = Address after release: not known yet.

medicines = Medicines when they leave:
medicines-none = Medicines when they leave: none.
medicines-not-known = Medicines when they leave: not known yet. Do not take this for none.
supply = They will have enough for { $days } days.
supply-not-known = How long they will last is not known yet.
summary-follows = A discharge summary follows on the day of release.

no-more = The patient has not agreed that we tell you more. Please ask the patient.

moved = We wrote to you that the likely day of release was { $was }. It is now { $date }. Please register the patient from that day.
back = We wrote to you that the likely day of release was { $was }. That no longer stands. Please do not register the patient because of that letter.
