# language: Polish
# status: draft
# version: 2026-11-23
# GP: lekarz rodzinny. Second person singular, as Polish easy-to-read texts have it; no past tense that tells man from woman.

title = Twój lekarz rodzinny: Ty wybierasz
s-gp = Lekarz rodzinny nazywa się tutaj GP. Kiedy chorujesz, idziesz najpierw do tego lekarza.
s-choose = Zapytamy, czy lekarz więzienny ma być Twoim lekarzem rodzinnym. Ty wybierasz.
s-care = Tutaj możesz iść do lekarza i do pielęgniarki. Nie ma znaczenia, czy powiesz tak, czy nie.
s-yes = Jeśli powiesz tak, lekarz więzienny będzie Twoim lekarzem rodzinnym.
s-list-has = Jeśli powiesz tak, Twój lekarz rodzinny na wolności skreśli Cię ze swojej listy.
s-list-none = Nie masz lekarza rodzinnego na wolności. Dlatego żaden lekarz nie musi Cię skreślać z listy.
s-list-unknown = Jeśli powiesz tak i masz lekarza rodzinnego na wolności, ten lekarz skreśli Cię ze swojej listy.
s-notes-has = Jeśli powiesz tak, Twój lekarz rodzinny na wolności przyśle tutaj Twoje notatki. Notatki to wszystko, co lekarze piszą o Twoim zdrowiu.
s-notes-none = Jeśli powiesz tak, mogą tu przyjść stare notatki od dawnego lekarza. Notatki to wszystko, co lekarze piszą o Twoim zdrowiu.
s-notes-unknown = Jeśli powiesz tak i masz lekarza rodzinnego na wolności, przyśle on tutaj Twoje notatki. Notatki to wszystko, co lekarze piszą o Twoim zdrowiu.
s-nhs = NHS prowadzi przychodnie i szpitale. Jeśli powiesz tak, pracownicy NHS mogą zobaczyć, że masz lekarza więziennego.
s-home = Jeśli powiesz tak, po wyjściu do domu musisz zapisać się do lekarza rodzinnego na wolności. Tak jest też wtedy, gdy wychodzisz już niedługo. Pomożemy Ci.
s-no-has = Jeśli powiesz nie, zachowasz swojego lekarza rodzinnego na wolności. Jeśli będziesz tu latami, może się to skończyć. Zapytaj nas.
s-no-none = Jeśli powiesz nie, nadal nie masz lekarza rodzinnego. Lekarz więzienny i tak Cię przyjmie.
s-no-unknown = Jeśli powiesz nie i masz lekarza rodzinnego na wolności, zachowasz tego lekarza. Jeśli będziesz tu latami, może się to skończyć. Zapytaj nas.
s-summary = Jeśli powiesz nie, nadal możemy czytać skrót, jeśli nam pozwolisz. Skrót to krótka lista, na przykład Twoich leków.
s-cancer = Rak to coś złego, co może rosnąć w ciele. Jeśli powiesz nie, listy o badaniach na raka mogą do Ciebie nie dojść. Zapytaj nas.
s-mind-has = Możesz zmienić zdanie każdego dnia. Ale po „tak” Twój dawny lekarz może nie przyjąć Cię od razu z powrotem. Pomożemy Ci.
s-mind-none = Możesz zmienić zdanie każdego dnia. Ale jeśli cofniesz „tak”, na początku nie będzie żadnego lekarza rodzinnego. Pomożemy Ci go znaleźć.
s-mind-unknown = Możesz zmienić zdanie każdego dnia. Ale jeśli cofniesz „tak”, na początku możesz nie mieć lekarza rodzinnego na wolności. Pomożemy Ci.
s-move = Jeśli przeniosą Cię do innego więzienia, tam będzie widać, co już powiedziano. Nie musisz mówić wszystkiego od nowa.
s-officers = Strażnicy nie widzą notatek o Twoim zdrowiu. Czasem musimy coś powiedzieć, żeby ludzie byli bezpieczni. Zapytaj nas, kiedy.
s-address = Twój adres w danych NHS zmieni się na tutejszy. Pracownicy NHS mogą go zobaczyć. Tak będzie, czy powiesz tak, czy nie.

question = Czy chcesz, żeby lekarz więzienny był Twoim lekarzem rodzinnym?
answer-yes = Tak
answer-no = Nie
answer-later = Zapytajcie mnie później
answer-talk = Chcę porozmawiać
next-yes = Poprosimy, żeby lekarz więzienny był Twoim lekarzem rodzinnym. Możesz zmienić zdanie.
next-no = Nic się teraz nie zmienia co do lekarza rodzinnego. Możesz zmienić zdanie.
next-later = Nic się teraz nie zmienia. Zapytamy znowu, kiedy zechcesz. Niczego nie tracisz.
next-talk = Nic się teraz nie zmienia. Pielęgniarka z Tobą porozmawia. Nie ma pośpiechu.

control-hear = Posłuchaj
control-computer-voice = Czyta to maszyna. To nie jest głos człowieka.
control-no-voice = Nie ma głosu w tym języku. Poproś pielęgniarkę, żeby ktoś Ci to przeczytał.
control-back = Wstecz
control-next = Dalej
control-not-clear = Nie rozumiem
control-not-clear-then = Nic nie szkodzi. Może nasze słowa nie są dobre. Pielęgniarka Ci pomoże.
control-give-back = Oddaj ten ekran pielęgniarce
control-page = Strona { $page } z { $pages }
control-left = { $left ->
    [0] To jest ostatnia strona.
    [one] Jeszcze { $left } strona.
    [few] Jeszcze { $left } strony.
    [many] Jeszcze { $left } stron.
   *[other] Jeszcze { $left } strony.
}
control-draft = Wersja próbna: nikt jeszcze nie sprawdził tych słów.
control-film = Jest film w języku migowym.
control-no-film = Nie ma jeszcze filmu w języku migowym.

teach-intro = Powiedz nam to, proszę, własnymi słowami. Tak sprawdzamy, czy my dobrze wyjaśniamy. Nie sprawdzamy Ciebie.
teach-gp-has = Co się stanie z Twoim lekarzem rodzinnym na wolności, jeśli powiesz tak?
teach-gp-none = Kto będzie Twoim lekarzem rodzinnym, jeśli powiesz tak?
teach-gp-unknown = Jeśli masz lekarza rodzinnego na wolności: co się z nim stanie, jeśli powiesz tak?
teach-see = Czy możesz iść tutaj do lekarza, jeśli powiesz nie?
teach-mind = Czy możesz później zmienić zdanie? Jak?

sheet-tick = Możesz zaznaczyć jedno pole. Możesz też zostawić wszystkie puste.
sheet-said = Moja odpowiedź
sheet-date = Data
copy-title = Twój egzemplarz, zachowaj go
copy-said = Twoja odpowiedź: { $answer }
copy-when = Dzień odpowiedzi: { $date }
copy-change = Możesz zmienić zdanie każdego dnia. Powiedz pielęgniarce albo napisz do służby zdrowia (healthcare). To tutejsze pielęgniarki i lekarze.
card-outside = Zapytaj służbę zdrowia (healthcare) o lekarza rodzinnego (GP)

screen-intro = Niektóre badania szukają tego, co może wywołać chorobę. Każde jest dla osób w pewnym wieku. Zapytaj nas, czy jest dla Ciebie. O każdym decydujesz osobno.
screen-bowel = Badanie jelita szuka raka. Jelito to ta część w brzuchu, w której powstaje kupa.
screen-breast = Jeśli masz piersi, jest badanie, które robi zdjęcia ich wnętrza. Szuka raka.
screen-cervical = Jeśli masz szyjkę macicy, jest badanie, które ma tam zapobiec rakowi. Szyjka to wejście do macicy, gdzie rośnie dziecko.
screen-aaa = Jest badanie dużego naczynia krwionośnego w brzuchu. Naczynie krwionośne jest jak rura, którą płynie krew. Może się za bardzo rozszerzyć.
screen-eye = Jeśli masz cukrzycę, jest badanie oczu. Cukrzyca to za dużo cukru we krwi.
screen-question = Czy chcesz, żeby listy o tym badaniu przychodziły do Ciebie tutaj?

leave-question = Wychodzisz. Jakiego lekarza rodzinnego chcesz?
leave-before = Tego samego co przedtem
leave-near = Blisko miejsca, gdzie będę mieszkać
leave-unsure = Nie wiem. Proszę o pomoc.
leave-papers = Lekarz rodzinny nie może Cię odesłać dlatego, że nie masz dokumentów. Nie musisz udowadniać, kim jesteś ani gdzie mieszkasz. Możesz pokazać tę kartkę.
leave-tell = Czy możemy powiedzieć lekarzowi rodzinnemu na wolności, kiedy wychodzisz, i powiedzieć o Twoim zdrowiu? Możesz powiedzieć nie.
letter-title = Twój egzemplarz naszego listu do lekarza rodzinnego
letter-gp = Prosimy tego lekarza, żeby Cię zapisał: { $gp }
letter-from = Prosimy, żeby było to od dnia Twojego wyjścia: { $date }
letter-why = Wtedy ten lekarz może pomóc w sprawach Twojego zdrowia i leków.
leave-today = Dokąd iść dzisiaj: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Twoje papiery na wyjście
pack-join = Możesz zapisać się do lekarza rodzinnego. Nie musisz udowadniać adresu ani tego, kim jesteś.
pack-gp = Twój lekarz rodzinny
pack-summary = Twoje zdrowie
pack-medicines = Twoje leki
pack-next = Do kogo teraz pójdziesz
pack-not-known = Tego nie wiemy. Zapytaj nas albo lekarza.
pack-none = Nic
pack-with-you = Masz je przy sobie.
pack-slip = Masz kartkę na leki. Zanieś ją do apteki.
pack-no-medicines = Nie masz przy sobie leków. Zapytaj dziś lekarza albo zadzwoń pod 111.
pack-hospital = Terminów w szpitalu tu nie ma. Zapytaj o nie lekarza.
visit-gp = Lekarz rodzinny
visit-substance = Pomoc w sprawie narkotyków lub alkoholu
visit-mental = Pomoc dla zdrowia psychicznego
visit-chemist = Apteka
