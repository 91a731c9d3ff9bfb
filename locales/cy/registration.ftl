# language: Welsh
# status: draft
# version: 2026-11-23
# GP: meddyg teulu. Polite "chi".

title = Eich meddyg teulu: chi sy’n dewis
s-gp = GP yw’r enw Saesneg ar feddyg teulu. Pan fyddwch chi’n sâl, ato ef y byddwch chi’n mynd gyntaf.
s-choose = Byddwn ni’n gofyn ydych chi eisiau i feddyg y carchar fod yn feddyg teulu i chi. Chi sy’n dewis.
s-care = Gallwch chi weld y meddyg a’r nyrs yma. Does dim gwahaniaeth a ydych chi’n dweud ie neu na.
s-yes = Os dywedwch chi ie, bydd meddyg y carchar yn dod yn feddyg teulu i chi.
s-list-has = Os dywedwch chi ie, bydd eich meddyg teulu y tu allan yn tynnu eich enw oddi ar ei restr.
s-list-none = Does gennych chi ddim meddyg teulu y tu allan. Felly does dim rhaid i neb dynnu eich enw oddi ar restr.
s-list-unknown = Os dywedwch chi ie a bod gennych chi feddyg teulu y tu allan, bydd yn tynnu eich enw oddi ar ei restr.
s-notes-has = Os dywedwch chi ie, bydd eich meddyg teulu y tu allan yn anfon eich nodiadau yma. Nodiadau yw’r hyn mae meddygon yn ei ysgrifennu am eich iechyd.
s-notes-none = Os dywedwch chi ie, gall hen nodiadau gan feddyg o’r blaen ddod yma. Nodiadau yw’r hyn mae meddygon yn ei ysgrifennu am eich iechyd.
s-notes-unknown = Os dywedwch chi ie a bod gennych chi feddyg teulu y tu allan, bydd yn anfon eich nodiadau yma. Nodiadau yw’r hyn mae meddygon yn ei ysgrifennu am eich iechyd.
s-nhs = Y GIG (NHS) sy’n rhedeg meddygon ac ysbytai. Os dywedwch chi ie, gall gweithwyr y GIG weld bod gennych chi feddyg carchar.
s-home = Os dywedwch chi ie, rhaid i chi ymuno â meddyg teulu y tu allan pan ewch chi adref. Mae hynny’n wir hyd yn oed os ewch chi adref yn fuan. Byddwn ni’n eich helpu.
s-no-has = Os dywedwch chi na, byddwch chi’n cadw eich meddyg teulu y tu allan. Os byddwch chi yma am flynyddoedd, gall hyn ddod i ben. Gofynnwch i ni.
s-no-none = Os dywedwch chi na, fydd gennych chi ddim meddyg teulu o hyd. Bydd meddyg y carchar yn dal i’ch gweld chi.
s-no-unknown = Os dywedwch chi na a bod gennych chi feddyg teulu y tu allan, byddwch chi’n ei gadw. Os byddwch chi yma am flynyddoedd, gall hyn ddod i ben. Gofynnwch i ni.
s-summary = Os dywedwch chi na, gallwn ni ddal i ddarllen crynodeb, os ydych chi’n fodlon. Rhestr fer yw crynodeb, fel eich moddion.
s-cancer = Peth drwg sy’n gallu tyfu y tu mewn i’r corff yw canser. Os dywedwch chi na, efallai na fydd llythyrau am brofion canser yn eich cyrraedd. Gofynnwch i ni.
s-mind-has = Gallwch chi newid eich meddwl unrhyw ddiwrnod. Ond ar ôl ie, efallai na fydd eich hen feddyg yn eich cymryd yn ôl ar unwaith. Byddwn ni’n eich helpu.
s-mind-none = Gallwch chi newid eich meddwl unrhyw ddiwrnod. Ond os tynnwch chi ie yn ôl, fydd gennych chi ddim meddyg teulu i ddechrau. Byddwn ni’n eich helpu i gael un.
s-mind-unknown = Gallwch chi newid eich meddwl unrhyw ddiwrnod. Ond os tynnwch chi ie yn ôl, efallai na fydd gennych chi feddyg teulu y tu allan i ddechrau. Byddwn ni’n eich helpu.
s-move = Os symudwch chi i garchar arall, gallan nhw weld beth ddywedoch chi. Does dim rhaid i chi ddweud y cyfan eto.
s-officers = All swyddogion ddim gweld eich nodiadau iechyd. Weithiau rhaid i ni rannu pethau i gadw pobl yn ddiogel. Gofynnwch i ni pryd.
s-address = Bydd eich cyfeiriad gyda’r GIG yn newid i fan hyn. Gall gweithwyr y GIG ei weld. Mae hyn yn digwydd os dywedwch chi ie neu na.

question = Ydych chi eisiau i feddyg y carchar fod yn feddyg teulu i chi?
answer-yes = Ie
answer-no = Na
answer-later = Gofynnwch i mi wedyn
answer-talk = Rydw i eisiau siarad
next-yes = Byddwn ni’n gofyn i feddyg y carchar fod yn feddyg teulu i chi. Gallwch chi newid eich meddwl.
next-no = Does dim yn newid nawr am feddyg teulu. Gallwch chi newid eich meddwl.
next-later = Does dim yn newid nawr. Byddwn ni’n gofyn eto pan fyddwch chi’n barod. Dydych chi’n colli dim.
next-talk = Does dim yn newid nawr. Bydd nyrs yn siarad â chi. Cymerwch eich amser.

control-hear = Gwrandewch
control-computer-voice = Peiriant sy’n darllen hwn. Nid llais person yw e.
control-no-voice = Does dim llais yn yr iaith hon. Gofynnwch i’r nyrs drefnu i rywun ei ddarllen i chi.
control-back = Yn ôl
control-next = Nesaf
control-not-clear = Dydw i ddim yn deall
control-not-clear-then = Mae hynny’n iawn. Efallai nad yw ein geiriau ni’n dda. Bydd y nyrs yn eich helpu.
control-give-back = Rhowch y sgrin hon yn ôl i’r nyrs
control-page = Tudalen { $page } o { $pages }
control-left = { $left ->
    [zero] Dyma’r dudalen olaf.
    [one] Mae { $left } dudalen i ddod.
    [two] Mae { $left } dudalen i ddod.
    [few] Mae { $left } tudalen i ddod.
    [many] Mae { $left } thudalen i ddod.
   *[other] Mae { $left } tudalen i ddod.
}
control-draft = Drafft: does neb wedi gwirio’r geiriau hyn eto.
control-film = Mae ffilm mewn iaith arwyddion.
control-no-film = Does dim ffilm mewn iaith arwyddion eto.

teach-intro = Dywedwch wrthon ni yn eich geiriau eich hun. Mae hyn yn profi pa mor dda roedden ni’n esbonio. Dydy e ddim yn eich profi chi.
teach-gp-has = Beth sy’n digwydd i’ch meddyg teulu gartref os dywedwch chi ie?
teach-gp-none = Pwy fydd eich meddyg teulu os dywedwch chi ie?
teach-gp-unknown = Os oes gennych chi feddyg teulu gartref, beth sy’n digwydd iddo os dywedwch chi ie?
teach-see = Allwch chi weld y meddyg yma os dywedwch chi na?
teach-mind = Allwch chi newid eich meddwl wedyn? Sut?

sheet-tick = Gallwch chi dicio un blwch. Gallwch chi hefyd adael pob un yn wag.
sheet-said = Beth ddywedais i
sheet-date = Dyddiad
copy-title = Eich copi chi i’w gadw
copy-said = Fe ddywedoch chi: { $answer }
copy-when = Dyddiad dweud hyn: { $date }
copy-change = Gallwch chi newid eich meddwl unrhyw ddiwrnod. Dywedwch wrth nyrs, neu ysgrifennwch at y tîm gofal iechyd (healthcare). Y nyrsys a’r meddygon yma ydyn nhw.
card-outside = Gofynnwch i’r tîm gofal iechyd am eich meddyg teulu

screen-intro = Mae rhai profion yn chwilio am bethau all eich gwneud chi’n sâl. Mae pob un i bobl o rai oedrannau. Gofynnwch i ni a yw e i chi. Chi sy’n dewis am bob un.
screen-bowel = Mae prawf y coluddyn yn chwilio am ganser. Y coluddyn yw’r rhan o’ch bol sy’n gwneud pw.
screen-breast = Os oes gennych chi fronnau, mae prawf sy’n tynnu lluniau o’r tu mewn. Mae’n chwilio am ganser.
screen-cervical = Os oes gennych chi geg y groth, mae prawf i atal canser yno. Dyma’r ffordd i mewn i’r groth, lle mae babi’n tyfu.
screen-aaa = Mae prawf ar bibell waed fawr yn eich bol. Mae gwaed yn llifo drwy bibell waed. Gall fynd yn rhy lydan.
screen-eye = Os oes gennych chi ddiabetes, mae prawf ar eich llygaid. Ystyr diabetes yw bod gormod o siwgr yn eich gwaed.
screen-question = Ydych chi eisiau i’r llythyrau am y prawf hwn eich cyrraedd chi yma?

leave-question = Rydych chi’n gadael. Pa feddyg teulu ydych chi eisiau?
leave-before = Y meddyg teulu oedd gen i o’r blaen
leave-near = Meddyg teulu ger y lle bydda i’n byw
leave-unsure = Dydw i ddim yn siŵr. Helpwch fi, os gwelwch yn dda.
leave-papers = Chaiff meddyg teulu ddim eich gwrthod am nad oes gennych chi bapurau. Does dim rhaid profi pwy ydych chi na ble rydych chi’n byw. Gallwch chi ddangos hwn iddyn nhw.
leave-tell = Gawn ni ddweud wrth feddyg teulu y tu allan pryd rydych chi’n gadael, ac am eich iechyd? Gallwch chi ddweud na.
letter-title = Eich copi o’n llythyr at y meddyg teulu
letter-gp = Rydyn ni wedi gofyn i’r meddyg teulu hwn eich derbyn: { $gp }
letter-from = Rydyn ni wedi gofyn iddo ddechrau ar y diwrnod y byddwch chi’n gadael: { $date }
letter-why = Yna gall eich helpu gyda’ch iechyd a’ch moddion.
leave-today = Ble i fynd heddiw: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Eich papurau ar gyfer gadael
pack-join = Gallwch chi gofrestru gyda meddyg teulu. Does dim rhaid profi eich cyfeiriad na phwy ydych chi.
pack-gp = Eich meddyg teulu
pack-summary = Eich iechyd
pack-medicines = Eich moddion
pack-next = Pwy fyddwch chi’n ei weld nesaf
pack-not-known = Dydyn ni ddim yn gwybod hyn. Gofynnwch i ni, neu i feddyg teulu.
pack-none = Dim
pack-with-you = Maen nhw gyda chi.
pack-slip = Mae gennych chi bapur ar gyfer moddion. Ewch ag ef i fferyllfa.
pack-no-medicines = Does gennych chi ddim moddion gyda chi. Gofynnwch i feddyg teulu heddiw, neu ffoniwch 111.
pack-hospital = Dydy amseroedd yn yr ysbyty ddim wedi’u hysgrifennu yma. Gofynnwch i feddyg teulu amdanyn nhw.
visit-gp = Meddyg teulu
visit-substance = Help gyda chyffuriau neu alcohol
visit-mental = Help gydag iechyd meddwl
visit-chemist = Fferyllfa
