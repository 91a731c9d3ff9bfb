# language: Romanian
# status: draft
# version: 2026-11-23
# GP: medic de familie. Polite plural.

title = Medicul dumneavoastră de familie: dumneavoastră alegeți
s-gp = Aici medicul de familie se numește GP. Când vă simțiți rău, la acest medic mergeți mai întâi.
s-choose = Vă vom întreba dacă vreți ca medicul închisorii să fie medicul dumneavoastră de familie. Dumneavoastră alegeți.
s-care = Aici puteți merge la medic și la asistentă. Nu contează dacă spuneți da sau nu.
s-yes = Dacă spuneți da, medicul închisorii devine medicul dumneavoastră de familie.
s-list-has = Dacă spuneți da, medicul dumneavoastră de familie de afară vă scoate de pe lista lui.
s-list-none = Nu aveți medic de familie afară. Deci niciun medic nu trebuie să vă scoată de pe listă.
s-list-unknown = Dacă spuneți da și aveți un medic de familie afară, el vă scoate de pe lista lui.
s-notes-has = Dacă spuneți da, medicul dumneavoastră de familie de afară va trimite aici fișele dumneavoastră. Fișele sunt ce scriu medicii despre sănătatea dumneavoastră.
s-notes-none = Dacă spuneți da, fișe vechi de la un medic de dinainte pot ajunge aici. Fișele sunt ce scriu medicii despre sănătatea dumneavoastră.
s-notes-unknown = Dacă spuneți da și aveți un medic de familie afară, el va trimite aici fișele dumneavoastră. Fișele sunt ce scriu medicii despre sănătatea dumneavoastră.
s-nhs = NHS conduce medicii și spitalele. Dacă spuneți da, cei care lucrează la NHS pot vedea că aveți un medic de închisoare.
s-home = Dacă spuneți da, când mergeți acasă trebuie să vă înscrieți la un medic de familie de afară. Așa este și dacă mergeți acasă curând. Vă ajutăm.
s-no-has = Dacă spuneți nu, păstrați medicul de familie de afară. Dacă stați aici ani de zile, asta se poate termina. Întrebați-ne.
s-no-none = Dacă spuneți nu, tot nu aveți medic de familie. Medicul închisorii vă primește oricum.
s-no-unknown = Dacă spuneți nu și aveți un medic de familie afară, păstrați acel medic. Dacă stați aici ani de zile, asta se poate termina. Întrebați-ne.
s-summary = Dacă spuneți nu, tot putem citi un rezumat, dacă ne lăsați. Un rezumat este o listă scurtă, de exemplu medicamentele dumneavoastră.
s-cancer = Cancerul este ceva rău care poate crește în corp. Dacă spuneți nu, scrisorile despre controalele pentru cancer pot să nu ajungă la dumneavoastră. Întrebați-ne.
s-mind-has = Vă puteți răzgândi în orice zi. Dar după un da, medicul de dinainte poate să nu vă ia imediat înapoi. Vă ajutăm.
s-mind-none = Vă puteți răzgândi în orice zi. Dar dacă vă retrageți răspunsul da, la început nu veți avea medic de familie. Vă ajutăm să găsiți unul.
s-mind-unknown = Vă puteți răzgândi în orice zi. Dar dacă vă retrageți răspunsul da, la început s-ar putea să nu aveți medic de familie afară. Vă ajutăm.
s-move = Dacă mergeți la altă închisoare, cei de acolo pot vedea ce ați spus. Nu trebuie să spuneți totul din nou.
s-officers = Gardienii nu pot vedea fișele despre sănătatea dumneavoastră. Uneori trebuie să spunem ceva, ca oamenii să fie în siguranță. Întrebați-ne când.
s-address = Adresa dumneavoastră de la NHS se va schimba cu cea de aici. Cei care lucrează la NHS o pot vedea. Asta se întâmplă dacă spuneți da sau nu.

question = Vreți ca medicul închisorii să fie medicul dumneavoastră de familie?
answer-yes = Da
answer-no = Nu
answer-later = Întrebați-mă mai târziu
answer-talk = Vreau să vorbesc
next-yes = Vom cere ca medicul închisorii să fie medicul dumneavoastră de familie. Vă puteți răzgândi.
next-no = Acum nu se schimbă nimic cu medicul de familie. Vă puteți răzgândi.
next-later = Acum nu se schimbă nimic. Vă întrebăm din nou când sunteți gata. Nu pierdeți nimic.
next-talk = Acum nu se schimbă nimic. O asistentă va vorbi cu dumneavoastră. Nu vă grăbiți.

control-hear = Ascultați
control-computer-voice = Citește o mașină. Nu este vocea unui om.
control-no-voice = Nu există voce în această limbă. Rugați asistenta ca cineva să vă citească.
control-back = Înapoi
control-next = Înainte
control-not-clear = Nu înțeleg
control-not-clear-then = Nu-i nimic. Poate cuvintele noastre nu sunt bune. Asistenta vă va ajuta.
control-give-back = Dați ecranul înapoi asistentei
control-page = Pagina { $page } din { $pages }
control-left = { $left ->
    [0] Aceasta este ultima pagină.
    [one] Mai este { $left } pagină.
    [few] Mai sunt { $left } pagini.
   *[other] Mai sunt { $left } de pagini.
}
control-draft = Probă: nimeni nu a verificat încă aceste cuvinte.
control-film = Există un film în limbajul semnelor.
control-no-film = Încă nu există un film în limbajul semnelor.

teach-intro = Vă rugăm să ne spuneți cu cuvintele dumneavoastră. Așa vedem cât de bine am explicat noi. Nu vă verificăm pe dumneavoastră.
teach-gp-has = Ce se întâmplă cu medicul dumneavoastră de familie de acasă dacă spuneți da?
teach-gp-none = Cine va fi medicul dumneavoastră de familie dacă spuneți da?
teach-gp-unknown = Dacă aveți un medic de familie acasă, ce se întâmplă cu el dacă spuneți da?
teach-see = Puteți merge aici la medic dacă spuneți nu?
teach-mind = Vă puteți răzgândi mai târziu? Cum?

sheet-tick = Puteți bifa o căsuță. Puteți și să le lăsați pe toate goale.
sheet-said = Ce am spus
sheet-date = Data
copy-title = Foaia pe care o păstrați
copy-said = Ați spus: { $answer }
copy-when = Ați spus asta la: { $date }
copy-change = Vă puteți răzgândi în orice zi. Spuneți unei asistente sau scrieți la cabinetul medical (healthcare). Acolo sunt asistentele și medicii de aici.
card-outside = Întrebați la cabinetul medical (healthcare) despre medicul de familie (GP)

screen-intro = Unele controale caută lucruri care vă pot îmbolnăvi. Fiecare este pentru anumite vârste. Întrebați-ne dacă este pentru dumneavoastră. Alegeți pentru fiecare în parte.
screen-bowel = Controlul intestinului caută cancer. Intestinul este partea din burtă unde se face scaunul (caca).
screen-breast = Dacă aveți sâni, există un control care face poze în interiorul lor. Caută cancer.
screen-cervical = Dacă aveți col uterin, există un control ca să nu apară cancer acolo. Colul este intrarea în uter, unde crește copilul.
screen-aaa = Există un control al unui vas mare de sânge din burtă. Un vas de sânge este ca o țeavă pentru sânge. Se poate lărgi prea mult.
screen-eye = Dacă aveți diabet, există un control al ochilor. Diabet înseamnă prea mult zahăr în sânge.
screen-question = Vreți ca scrisorile despre acest control să vă vină aici?

leave-question = Plecați. Ce medic de familie vreți?
leave-before = Medicul pe care l-am avut înainte
leave-near = Un medic aproape de unde voi locui
leave-unsure = Nu știu. Vă rog să mă ajutați.
leave-papers = Un medic de familie nu vă poate refuza pentru că nu aveți acte. Nu trebuie să dovediți cine sunteți sau unde locuiți. Puteți arăta această foaie.
leave-tell = Putem spune unui medic de familie de afară când plecați și cum stați cu sănătatea? Puteți spune nu.
letter-title = Copia dumneavoastră a scrisorii noastre către medicul de familie
letter-gp = Am rugat acest medic să vă primească pe listă: { $gp }
letter-from = L-am rugat să înceapă în ziua în care plecați: { $date }
letter-why = Apoi vă poate ajuta cu sănătatea și cu medicamentele.
leave-today = Unde mergeți astăzi: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Hârtiile dumneavoastră pentru plecare
pack-join = Vă puteți înscrie la un medic de familie. Nu trebuie să dovediți adresa sau cine sunteți.
pack-gp = Medicul dumneavoastră de familie
pack-summary = Sănătatea dumneavoastră
pack-medicines = Medicamentele dumneavoastră
pack-next = La cine mergeți în continuare
pack-not-known = Nu știm acest lucru. Întrebați-ne pe noi sau pe un medic.
pack-none = Nimic
pack-with-you = Le aveți la dumneavoastră.
pack-slip = Aveți o hârtie pentru medicamente. Duceți-o la farmacie.
pack-no-medicines = Nu aveți medicamente la dumneavoastră. Întrebați astăzi un medic sau sunați la 111.
pack-hospital = Orele de la spital nu sunt scrise aici. Întrebați un medic despre ele.
visit-gp = Medic de familie
visit-substance = Ajutor pentru droguri sau alcool
visit-mental = Ajutor pentru sănătatea mintală
visit-chemist = Farmacie
