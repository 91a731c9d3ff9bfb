# language: Lithuanian
# status: draft
# version: 2026-11-23
# GP: šeimos gydytojas. Polite plural.

title = Jūsų šeimos gydytojas: renkatės jūs
s-gp = Šeimos gydytojas čia vadinamas GP. Kai sergate, pirmiausia einate pas jį.
s-choose = Paklausime, ar norite, kad kalėjimo gydytojas būtų jūsų šeimos gydytojas. Renkatės jūs.
s-care = Čia galite eiti pas gydytoją ir slaugytoją. Nesvarbu, ar sakote taip, ar ne.
s-yes = Jei sakote taip, kalėjimo gydytojas tampa jūsų šeimos gydytoju.
s-list-has = Jei sakote taip, jūsų šeimos gydytojas laisvėje išbrauks jus iš savo sąrašo.
s-list-none = Laisvėje šeimos gydytojo neturite. Todėl joks gydytojas neturi jūsų išbraukti iš sąrašo.
s-list-unknown = Jei sakote taip ir turite šeimos gydytoją laisvėje, jis išbrauks jus iš savo sąrašo.
s-notes-has = Jei sakote taip, jūsų šeimos gydytojas laisvėje atsiųs čia jūsų įrašus. Įrašai – tai, ką gydytojai rašo apie jūsų sveikatą.
s-notes-none = Jei sakote taip, čia gali būti atsiųsti seni ankstesnio gydytojo įrašai. Įrašai – tai, ką gydytojai rašo apie jūsų sveikatą.
s-notes-unknown = Jei sakote taip ir turite šeimos gydytoją laisvėje, jis atsiųs čia jūsų įrašus. Įrašai – tai, ką gydytojai rašo apie jūsų sveikatą.
s-nhs = NHS tvarko gydytojų ir ligoninių darbą. Jei sakote taip, NHS darbuotojai gali pamatyti, kad turite kalėjimo gydytoją.
s-home = Jei sakote taip, grįžę namo turite užsirašyti pas šeimos gydytoją laisvėje. Taip yra ir tada, jei namo grįšite greitai. Mes padėsime.
s-no-has = Jei sakote ne, jūsų šeimos gydytojas laisvėje lieka. Jei čia būsite ne vienus metus, tai gali baigtis. Klauskite mūsų.
s-no-none = Jei sakote ne, šeimos gydytojo ir toliau neturite. Kalėjimo gydytojas jus vis tiek priims.
s-no-unknown = Jei sakote ne ir turite šeimos gydytoją laisvėje, jis lieka. Jei čia būsite ne vienus metus, tai gali baigtis. Klauskite mūsų.
s-summary = Jei sakote ne, vis tiek galime skaityti santrauką, jei leidžiate. Santrauka yra trumpas sąrašas, pavyzdžiui, jūsų vaistų.
s-cancer = Vėžys – tai blogas darinys, kuris gali augti kūne. Jei sakote ne, laiškai apie vėžio patikras gali jūsų nepasiekti. Klauskite mūsų.
s-mind-has = Galite persigalvoti bet kurią dieną. Bet po „taip“ ankstesnis gydytojas gali ne iš karto jus priimti atgal. Mes padėsime.
s-mind-none = Galite persigalvoti bet kurią dieną. Bet jei „taip“ atšauksite, iš pradžių šeimos gydytojo neturėsite. Padėsime jį rasti.
s-mind-unknown = Galite persigalvoti bet kurią dieną. Bet jei „taip“ atšauksite, iš pradžių galite neturėti šeimos gydytojo laisvėje. Mes padėsime.
s-move = Jei jus perkels į kitą kalėjimą, ten matys, ką pasakėte. Nereikės visko sakyti iš naujo.
s-officers = Prižiūrėtojai nemato įrašų apie jūsų sveikatą. Kartais turime ką nors pasakyti, kad žmonės būtų saugūs. Klauskite mūsų, kada.
s-address = Jūsų adresas NHS duomenyse pasikeis į šį. NHS darbuotojai gali jį matyti. Taip bus, ar sakote taip, ar ne.

question = Ar norite, kad kalėjimo gydytojas būtų jūsų šeimos gydytojas?
answer-yes = Taip
answer-no = Ne
answer-later = Paklauskite vėliau
answer-talk = Noriu pasikalbėti
next-yes = Prašysime, kad kalėjimo gydytojas būtų jūsų šeimos gydytojas. Galite persigalvoti.
next-no = Dėl šeimos gydytojo dabar niekas nesikeičia. Galite persigalvoti.
next-later = Dabar niekas nesikeičia. Paklausime dar kartą, kai norėsite. Nieko neprarandate.
next-talk = Dabar niekas nesikeičia. Slaugytoja su jumis pasikalbės. Neskubėkite.

control-hear = Klausyti
control-computer-voice = Tai skaito mašina. Tai ne žmogaus balsas.
control-no-voice = Šia kalba balso nėra. Paprašykite slaugytojos, kad kas nors jums perskaitytų.
control-back = Atgal
control-next = Toliau
control-not-clear = Nesuprantu
control-not-clear-then = Nieko tokio. Gal mūsų žodžiai netinkami. Slaugytoja jums padės.
control-give-back = Grąžinkite šį ekraną slaugytojai
control-page = { $page } puslapis iš { $pages }
control-left = { $left ->
    [0] Tai paskutinis puslapis.
    [one] Liko dar { $left } puslapis.
    [few] Liko dar { $left } puslapiai.
    [many] Liko dar { $left } puslapio.
   *[other] Liko dar { $left } puslapių.
}
control-draft = Bandomasis tekstas: šių žodžių dar niekas nepatikrino.
control-film = Yra filmas gestų kalba.
control-no-film = Filmo gestų kalba dar nėra.

teach-intro = Prašome pasakyti savo žodžiais. Taip patikriname, ar gerai paaiškinome mes. Jūsų netikriname.
teach-gp-has = Kas bus su jūsų šeimos gydytoju laisvėje, jei sakysite taip?
teach-gp-none = Kas bus jūsų šeimos gydytojas, jei sakysite taip?
teach-gp-unknown = Jei turite šeimos gydytoją laisvėje, kas bus su juo, jei sakysite taip?
teach-see = Ar galite čia eiti pas gydytoją, jei sakysite ne?
teach-mind = Ar galite vėliau persigalvoti? Kaip?

sheet-tick = Galite pažymėti vieną langelį. Galite ir visus palikti tuščius.
sheet-said = Ką pasakiau
sheet-date = Data
copy-title = Jūsų lapas, pasilikite jį
copy-said = Pasakėte: { $answer }
copy-when = Kada pasakėte: { $date }
copy-change = Galite persigalvoti bet kurią dieną. Pasakykite slaugytojai arba parašykite sveikatos tarnybai (healthcare). Tai čia dirbantys slaugytojai ir gydytojai.
card-outside = Klauskite sveikatos tarnybos (healthcare) apie šeimos gydytoją (GP)

screen-intro = Kai kurios patikros ieško to, nuo ko galite susirgti. Kiekviena skirta tam tikro amžiaus žmonėms. Klauskite, ar ji skirta jums. Dėl kiekvienos renkatės atskirai.
screen-bowel = Žarnyno patikra ieško vėžio. Žarnynas yra ta pilvo dalis, kurioje susidaro išmatos.
screen-breast = Jei turite krūtis, yra patikra, per kurią fotografuojamas jų vidus. Ji ieško vėžio.
screen-cervical = Jei turite gimdos kaklelį, yra patikra, kad ten neatsirastų vėžys. Kaklelis yra įėjimas į gimdą, kur auga vaikas.
screen-aaa = Yra didelės kraujagyslės pilve patikra. Kraujagyslė yra kaip vamzdis kraujui. Ji gali per daug išsiplėsti.
screen-eye = Jei sergate diabetu, yra akių patikra. Diabetas reiškia, kad kraujyje per daug cukraus.
screen-question = Ar norite, kad laiškai apie šią patikrą ateitų jums čia?

leave-question = Jūs išeinate. Kokio šeimos gydytojo norite?
leave-before = To, kurį turėjau anksčiau
leave-near = Arti tos vietos, kur gyvensiu
leave-unsure = Nežinau. Prašau padėti.
leave-papers = Šeimos gydytojas negali jūsų nepriimti dėl to, kad neturite dokumentų. Nereikia įrodyti, kas esate ar kur gyvenate. Galite parodyti šį lapą.
leave-tell = Ar galime šeimos gydytojui laisvėje pasakyti, kada išeinate, ir apie jūsų sveikatą? Galite sakyti ne.
letter-title = Mūsų laiško šeimos gydytojui kopija jums
letter-gp = Paprašėme šio gydytojo jus priimti: { $gp }
letter-from = Paprašėme pradėti tą dieną, kai išeinate: { $date }
letter-why = Tada jis gali padėti dėl jūsų sveikatos ir vaistų.
leave-today = Kur eiti šiandien: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Jūsų popieriai išeinant
pack-join = Galite užsirašyti pas šeimos gydytoją. Nereikia įrodyti adreso ar kas esate.
pack-gp = Jūsų šeimos gydytojas
pack-summary = Jūsų sveikata
pack-medicines = Jūsų vaistai
pack-next = Pas ką eisite toliau
pack-not-known = To nežinome. Klauskite mūsų arba gydytojo.
pack-none = Nieko
pack-with-you = Juos turite su savimi.
pack-slip = Turite lapelį vaistams. Nuneškite jį į vaistinę.
pack-no-medicines = Su savimi vaistų neturite. Šiandien klauskite gydytojo arba skambinkite 111.
pack-hospital = Laikai ligoninėje čia neparašyti. Klauskite apie juos gydytojo.
visit-gp = Šeimos gydytojas
visit-substance = Pagalba dėl narkotikų ar alkoholio
visit-mental = Pagalba psichikos sveikatai
visit-chemist = Vaistinė
