# language: Albanian
# status: draft
# version: 2026-11-23
# GP: mjeku i familjes, as in Albania and Kosovo. Polite plural.

title = Mjeku juaj i familjes: ju zgjidhni
s-gp = Këtu mjekut të familjes i thonë GP. Kur jeni sëmurë, te ky mjek shkoni së pari.
s-choose = Do t’ju pyesim nëse doni që mjeku i burgut të bëhet mjeku juaj i familjes. Zgjidhni ju.
s-care = Mjekun dhe infermieren këtu mund t’i takoni gjithmonë. Nuk ka rëndësi nëse thoni po apo jo.
s-yes = Nëse thoni po, mjeku i burgut bëhet mjeku juaj i familjes.
s-list-has = Nëse thoni po, mjeku juaj i familjes jashtë do t’ju heqë nga lista e tij.
s-list-none = Ju nuk keni mjek familjeje jashtë. Prandaj asnjë mjek nuk ka pse t’ju heqë nga lista.
s-list-unknown = Nëse thoni po dhe keni mjek familjeje jashtë, ai do t’ju heqë nga lista e tij.
s-notes-has = Nëse thoni po, mjeku juaj i familjes jashtë do t’i dërgojë këtu shënimet tuaja. Shënimet janë ato që mjekët shkruajnë për shëndetin tuaj.
s-notes-none = Nëse thoni po, mund të vijnë këtu shënime të vjetra nga një mjek i mëparshëm. Shënimet janë ato që mjekët shkruajnë për shëndetin tuaj.
s-notes-unknown = Nëse thoni po dhe keni mjek familjeje jashtë, ai do t’i dërgojë këtu shënimet tuaja. Shënimet janë ato që mjekët shkruajnë për shëndetin tuaj.
s-nhs = NHS drejton mjekët dhe spitalet. Nëse thoni po, punonjësit e NHS-së mund të shohin se keni mjek burgu.
s-home = Nëse thoni po, kur të shkoni në shtëpi duhet të regjistroheni te një mjek familjeje jashtë. Kështu është edhe nëse shkoni shpejt në shtëpi. Ne do t’ju ndihmojmë.
s-no-has = Nëse thoni jo, e mbani mjekun tuaj të familjes jashtë. Nëse rrini këtu me vite, kjo mund të marrë fund. Na pyesni.
s-no-none = Nëse thoni jo, prapë nuk keni mjek familjeje. Mjeku i burgut do t’ju presë njësoj.
s-no-unknown = Nëse thoni jo dhe keni mjek familjeje jashtë, e mbani atë mjek. Nëse rrini këtu me vite, kjo mund të marrë fund. Na pyesni.
s-summary = Nëse thoni jo, ne prapë mund të lexojmë një përmbledhje, nëse na lejoni. Përmbledhja është një listë e shkurtër, për shembull e barnave tuaja.
s-cancer = Kanceri është diçka e keqe që mund të rritet brenda trupit. Nëse thoni jo, letrat për kontrollet e kancerit mund të mos ju vijnë. Na pyesni.
s-mind-has = Mund të ndërroni mendje çdo ditë. Por pasi të thoni po, mjeku i mëparshëm mund të mos ju marrë menjëherë prapë. Ne do t’ju ndihmojmë.
s-mind-none = Mund të ndërroni mendje çdo ditë. Por nëse e tërhiqni përgjigjen po, në fillim nuk do të keni mjek familjeje. Ne do t’ju ndihmojmë të gjeni një.
s-mind-unknown = Mund të ndërroni mendje çdo ditë. Por nëse e tërhiqni përgjigjen po, në fillim mund të mos keni mjek familjeje jashtë. Ne do t’ju ndihmojmë.
s-move = Nëse shkoni në një burg tjetër, atje mund ta shohin çfarë keni thënë. Nuk keni pse t’i thoni të gjitha prapë.
s-officers = Gardianët nuk mund t’i shohin shënimet për shëndetin tuaj. Ndonjëherë duhet të tregojmë diçka që njerëzit të jenë të sigurt. Na pyesni kur.
s-address = Adresa juaj te NHS do të ndryshojë dhe do të jetë këtu. Punonjësit e NHS-së mund ta shohin. Kjo ndodh nëse thoni po apo jo.

question = A doni që mjeku i burgut të jetë mjeku juaj i familjes?
answer-yes = Po
answer-no = Jo
answer-later = Më pyesni më vonë
answer-talk = Dua të flas
next-yes = Do të kërkojmë që mjeku i burgut të bëhet mjeku juaj i familjes. Mund të ndërroni mendje.
next-no = Tani nuk ndryshon asgjë për mjekun e familjes. Mund të ndërroni mendje.
next-later = Tani nuk ndryshon asgjë. Do t’ju pyesim prapë kur të jeni gati. Nuk humbni asgjë.
next-talk = Tani nuk ndryshon asgjë. Një infermiere do të flasë me ju. Mos u nxitoni.

control-hear = Dëgjojeni
control-computer-voice = Këtë e lexon një makinë. Nuk është zë njeriu.
control-no-voice = Nuk ka zë në këtë gjuhë. Kërkojini infermieres që dikush t’jua lexojë.
control-back = Prapa
control-next = Më tej
control-not-clear = Nuk e kuptoj
control-not-clear-then = S’ka gjë. Ndoshta fjalët tona nuk janë të mira. Infermierja do t’ju ndihmojë.
control-give-back = Kthejani këtë ekran infermieres
control-page = Faqja { $page } nga { $pages }
control-left = { $left ->
    [0] Kjo është faqja e fundit.
    [one] Ka edhe { $left } faqe.
   *[other] Ka edhe { $left } faqe të tjera.
}
control-draft = Provë: këto fjalë ende nuk i ka kontrolluar askush.
control-film = Ka një film në gjuhën e shenjave.
control-no-film = Ende nuk ka film në gjuhën e shenjave.

teach-intro = Ju lutemi, na e thoni me fjalët tuaja. Kështu shohim sa mirë jua shpjeguam ne. Nuk po ju provojmë ju.
teach-gp-has = Çfarë ndodh me mjekun tuaj të familjes jashtë nëse thoni po?
teach-gp-none = Kush do të jetë mjeku juaj i familjes nëse thoni po?
teach-gp-unknown = Nëse keni mjek familjeje jashtë, çfarë ndodh me të nëse thoni po?
teach-see = A mund ta takoni mjekun këtu nëse thoni jo?
teach-mind = A mund të ndërroni mendje më vonë? Si?

sheet-tick = Mund të shënoni një kuti. Mund edhe t’i lini të gjitha bosh.
sheet-said = Çfarë thashë
sheet-date = Data
copy-title = Kopja juaj për ta mbajtur
copy-said = Ju thatë: { $answer }
copy-when = E thatë më: { $date }
copy-change = Mund të ndërroni mendje çdo ditë. Thuajini një infermiereje ose shkruajini shërbimit shëndetësor (healthcare). Këta janë infermieret dhe mjekët këtu.
card-outside = Pyesni shërbimin shëndetësor (healthcare) për mjekun e familjes (GP)

screen-intro = Disa kontrolle kërkojnë gjëra që mund t’ju sëmurin. Secili është për disa mosha. Na pyesni nëse është për ju. Zgjidhni për secilin veç e veç.
screen-bowel = Kontrolli i zorrëve kërkon kancer. Zorrët janë pjesa në bark ku bëhet jashtëqitja.
screen-breast = Nëse keni gjinj, ka një kontroll që i fotografon nga brenda. Kërkon kancer.
screen-cervical = Nëse keni qafë mitre, ka një kontroll që kanceri të mos zërë vend aty. Qafa e mitrës është hyrja e mitrës, ku rritet foshnja.
screen-aaa = Ka një kontroll të një ene të madhe gjaku në bark. Ena e gjakut është si një tub për gjakun. Ajo mund të zgjerohet tepër.
screen-eye = Nëse keni diabet, ka një kontroll të syve. Diabet do të thotë tepër sheqer në gjak.
screen-question = A doni që letrat për këtë kontroll t’ju vijnë këtu?

leave-question = Ju po largoheni. Cilin mjek familjeje doni?
leave-before = Mjekun që kisha më parë
leave-near = Një mjek pranë vendit ku do të jetoj
leave-unsure = Nuk e di. Më ndihmoni, ju lutem.
leave-papers = Mjeku i familjes nuk mund t’ju kthejë mbrapsht pse nuk keni letra. Nuk keni pse të vërtetoni kush jeni ose ku banoni. Mund t’ua tregoni këtë.
leave-tell = A mund t’i themi një mjeku familjeje jashtë kur largoheni, dhe për shëndetin tuaj? Mund të thoni jo.
letter-title = Kopja juaj e letrës sonë për mjekun e familjes
letter-gp = I kemi kërkuar këtij mjeku t’ju marrë në listë: { $gp }
letter-from = I kemi kërkuar të fillojë ditën kur largoheni: { $date }
letter-why = Pastaj ai mund t’ju ndihmojë me shëndetin dhe barnat tuaja.
leave-today = Ku të shkoni sot: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Letrat tuaja për largimin
pack-join = Ju mund të regjistroheni te një mjek familjeje. Nuk keni pse të vërtetoni adresën tuaj ose kush jeni.
pack-gp = Mjeku juaj i familjes
pack-summary = Shëndeti juaj
pack-medicines = Barnat tuaja
pack-next = Te kush do të shkoni më pas
pack-not-known = Këtë nuk e dimë. Na pyesni ne ose një mjek.
pack-none = Asnjë
pack-with-you = I keni me vete.
pack-slip = Keni një letër për barnat. Çojeni te farmacia.
pack-no-medicines = Nuk keni barna me vete. Pyesni sot një mjek ose telefononi 111.
pack-hospital = Oraret në spital nuk shkruhen këtu. Pyesni një mjek për to.
visit-gp = Mjeku i familjes
visit-substance = Ndihmë për drogën ose alkoolin
visit-mental = Ndihmë për shëndetin mendor
visit-chemist = Farmacia
