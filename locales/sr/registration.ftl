# language: Serbian, in Latin script
# status: draft
# version: 2026-11-23
# GP: porodični lekar. Polite plural; no past tense that tells man from woman.

title = Vaš porodični lekar: Vi birate
s-gp = Porodični lekar se ovde zove GP. Kad se razbolite, prvo idete kod njega.
s-choose = Pitaćemo Vas da li želite da zatvorski lekar bude Vaš porodični lekar. Vi birate.
s-care = Ovde možete da idete kod lekara i kod sestre. Nije važno da li kažete da ili ne.
s-yes = Ako kažete da, zatvorski lekar postaje Vaš porodični lekar.
s-list-has = Ako kažete da, porodični lekar napolju Vas briše sa svog spiska.
s-list-none = Napolju nemate porodičnog lekara. Zato nijedan lekar ne mora da Vas briše sa spiska.
s-list-unknown = Ako kažete da, a napolju imate porodičnog lekara, on Vas briše sa svog spiska.
s-notes-has = Ako kažete da, Vaš porodični lekar napolju poslaće ovamo Vaše beleške. Beleške su ono što lekari pišu o Vašem zdravlju.
s-notes-none = Ako kažete da, ovamo mogu doći stare beleške od ranijeg lekara. Beleške su ono što lekari pišu o Vašem zdravlju.
s-notes-unknown = Ako kažete da, a napolju imate porodičnog lekara, on će poslati ovamo Vaše beleške. Beleške su ono što lekari pišu o Vašem zdravlju.
s-nhs = NHS vodi lekare i bolnice. Ako kažete da, ljudi iz NHS mogu da vide da imate zatvorskog lekara.
s-home = Ako kažete da, kad odete kući morate da se upišete kod porodičnog lekara napolju. Tako je i ako uskoro idete kući. Mi ćemo Vam pomoći.
s-no-has = Ako kažete ne, ostaje Vam porodični lekar napolju. Ako ste ovde godinama, to može da prestane. Pitajte nas.
s-no-none = Ako kažete ne, i dalje nemate porodičnog lekara. Zatvorski lekar će Vas ipak primiti.
s-no-unknown = Ako kažete ne, a napolju imate porodičnog lekara, on Vam ostaje. Ako ste ovde godinama, to može da prestane. Pitajte nas.
s-summary = Ako kažete ne, ipak možemo da čitamo kratak pregled, ako dozvolite. Kratak pregled je mali spisak, na primer Vaših lekova.
s-cancer = Rak je nešto loše što može da raste u telu. Ako kažete ne, pisma o pregledima zbog raka možda neće stići do Vas. Pitajte nas.
s-mind-has = Možete da se predomislite svakog dana. Ali posle „da” raniji lekar možda neće odmah ponovo da Vas primi. Mi ćemo Vam pomoći.
s-mind-none = Možete da se predomislite svakog dana. Ali ako povučete „da”, u početku nećete imati porodičnog lekara. Pomoći ćemo da ga nađete.
s-mind-unknown = Možete da se predomislite svakog dana. Ali ako povučete „da”, u početku možda nećete imati porodičnog lekara napolju. Mi ćemo Vam pomoći.
s-move = Ako pređete u drugi zatvor, tamo mogu da vide Vaš odgovor. Ne morate sve ponovo da govorite.
s-officers = Čuvari ne mogu da vide beleške o Vašem zdravlju. Ponekad moramo nešto da kažemo da bi ljudi bili bezbedni. Pitajte nas kada.
s-address = Vaša adresa u NHS promeniće se i biće ovde. Ljudi iz NHS mogu da je vide. To se dešava i ako kažete da i ako kažete ne.

question = Da li želite da zatvorski lekar bude Vaš porodični lekar?
answer-yes = Da
answer-no = Ne
answer-later = Pitajte me kasnije
answer-talk = Želim da razgovaram
next-yes = Tražićemo da zatvorski lekar bude Vaš porodični lekar. Možete da se predomislite.
next-no = Oko porodičnog lekara se sada ništa ne menja. Možete da se predomislite.
next-later = Sada se ništa ne menja. Pitaćemo ponovo kad Vama odgovara. Ništa ne gubite.
next-talk = Sada se ništa ne menja. Sestra će razgovarati sa Vama. Nema žurbe.

control-hear = Poslušajte
control-computer-voice = Ovo čita mašina. To nije glas čoveka.
control-no-voice = Na ovom jeziku nema glasa. Zamolite sestru da Vam neko pročita.
control-back = Nazad
control-next = Dalje
control-not-clear = Ne razumem
control-not-clear-then = Ne smeta. Možda naše reči nisu dobre. Sestra će Vam pomoći.
control-give-back = Vratite ovaj ekran sestri
control-page = Strana { $page } od { $pages }
control-left = { $left ->
    [0] Ovo je poslednja strana.
    [one] Ostala je još { $left } strana.
    [few] Ostale su još { $left } strane.
   *[other] Ostalo je još { $left } strana.
}
control-draft = Nacrt: ove reči još niko nije proverio.
control-film = Postoji film na znakovnom jeziku.
control-no-film = Još nema filma na znakovnom jeziku.

teach-intro = Molimo da nam kažete svojim rečima. Tako vidimo koliko smo mi dobro objasnili. Ne proveravamo Vas.
teach-gp-has = Šta će biti sa Vašim porodičnim lekarom napolju ako kažete da?
teach-gp-none = Ko će biti Vaš porodični lekar ako kažete da?
teach-gp-unknown = Ako napolju imate porodičnog lekara, šta će biti s njim ako kažete da?
teach-see = Možete li ovde da idete kod lekara ako kažete ne?
teach-mind = Možete li kasnije da se predomislite? Kako?

sheet-tick = Možete da označite jedno polje. Možete i sva da ostavite prazna.
sheet-said = Moj odgovor
sheet-date = Datum
copy-title = Vaš list, sačuvajte ga
copy-said = Vaš odgovor: { $answer }
copy-when = Dan odgovora: { $date }
copy-change = Možete da se predomislite svakog dana. Recite sestri ili pišite zdravstvenoj službi (healthcare). To su ovdašnje sestre i lekari.
card-outside = Pitajte zdravstvenu službu (healthcare) za porodičnog lekara (GP)

screen-intro = Neki pregledi traže ono od čega možete da se razbolite. Svaki je za ljude određenih godina. Pitajte nas da li je za Vas. Za svaki birate posebno.
screen-bowel = Pregled creva traži rak. Creva su deo stomaka u kome nastaje stolica (kaka).
screen-breast = Ako imate dojke, postoji pregled koji snima njihovu unutrašnjost. On traži rak.
screen-cervical = Ako imate grlić materice, postoji pregled da se tamo spreči rak. Grlić je ulaz u matericu, gde raste beba.
screen-aaa = Postoji pregled jednog velikog krvnog suda u stomaku. Krvni sud je kao cev za krv. Može previše da se proširi.
screen-eye = Ako imate šećernu bolest, postoji pregled očiju. Šećerna bolest znači da je u krvi previše šećera.
screen-question = Da li želite da pisma o ovom pregledu stižu Vama ovde?

leave-question = Odlazite odavde. Kog porodičnog lekara želite?
leave-before = Onog od ranije
leave-near = Lekara blizu mesta gde ću živeti
leave-unsure = Ne znam. Molim vas, pomozite mi.
leave-papers = Porodični lekar ne sme da Vas odbije zato što nemate papire. Ne morate da dokazujete ko ste ni gde živite. Možete da pokažete ovaj list.
leave-tell = Da li smemo da porodičnom lekaru napolju kažemo kada odlazite, i da govorimo o Vašem zdravlju? Možete da kažete ne.
letter-title = Vaša kopija našeg pisma porodičnom lekaru
letter-gp = Tražimo da Vas ovaj lekar upiše: { $gp }
letter-from = Tražimo da to bude od dana Vašeg izlaska: { $date }
letter-why = Tada može da Vam pomogne oko zdravlja i lekova.
leave-today = Gde da idete danas: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Vaši papiri za izlazak
pack-join = Možete da se upišete kod porodičnog lekara. Ne morate da dokazujete adresu ni ko ste.
pack-gp = Vaš porodični lekar
pack-summary = Vaše zdravlje
pack-medicines = Vaši lekovi
pack-next = Kod koga sada idete
pack-not-known = To ne znamo. Pitajte nas ili lekara.
pack-none = Ništa
pack-with-you = Imate ih kod sebe.
pack-slip = Imate papir za lekove. Odnesite ga u apoteku.
pack-no-medicines = Nemate lekove kod sebe. Danas pitajte lekara ili zovite 111.
pack-hospital = Termini u bolnici nisu ovde zapisani. Pitajte lekara za njih.
visit-gp = Porodični lekar
visit-substance = Pomoć zbog droge ili alkohola
visit-mental = Pomoć za mentalno zdravlje
visit-chemist = Apoteka
