# language: Somali
# status: draft
# version: 2026-11-23
# GP: dhakhtarka qoyska. Second person singular, which tells no man from woman.

title = Dhakhtarkaaga qoyska: adigaa dooranaya
s-gp = Halkan dhakhtarka qoyska waxaa la yiraahdaa GP. Marka aad jirran tahay, isaga ayaad marka hore u tagtaa.
s-choose = Waxaan ku weydiin doonnaa haddii aad rabto in dhakhtarka xabsigu noqdo dhakhtarkaaga qoyska. Adigaa dooranaya.
s-care = Halkan waxaad ku arki kartaa dhakhtarka iyo kalkaalisada. Haddii aad haa tiraahdo iyo haddii aad maya tiraahdo waa isku mid.
s-yes = Haddii aad haa tiraahdo, dhakhtarka xabsigu wuxuu noqonayaa dhakhtarkaaga qoyska.
s-list-has = Haddii aad haa tiraahdo, dhakhtarkaaga qoyska ee dibadda ayaa magacaaga ka saaraya liiskiisa.
s-list-none = Dibadda kuma lihid dhakhtar qoys. Sidaa darteed dhakhtarna magacaaga kama saarayo liis.
s-list-unknown = Haddii aad haa tiraahdo oo aad dibadda ku leedahay dhakhtar qoys, wuxuu magacaaga ka saarayaa liiskiisa.
s-notes-has = Haddii aad haa tiraahdo, dhakhtarkaaga qoyska ee dibadda ayaa qoraalladaada halkan u soo diraya. Qoraalladu waa waxa dhakhaatiirtu ka qoraan caafimaadkaaga.
s-notes-none = Haddii aad haa tiraahdo, qoraallo hore oo dhakhtar hore ka yimid halkan way iman karaan. Qoraalladu waa waxa dhakhaatiirtu ka qoraan caafimaadkaaga.
s-notes-unknown = Haddii aad haa tiraahdo oo aad dibadda ku leedahay dhakhtar qoys, wuxuu qoraalladaada u soo dirayaa halkan. Qoraalladu waa waxa dhakhaatiirtu ka qoraan caafimaadkaaga.
s-nhs = NHS waxay maamushaa dhakhaatiirta iyo isbitaallada. Haddii aad haa tiraahdo, shaqaalaha NHS way arki karaan inaad leedahay dhakhtar xabsi.
s-home = Haddii aad haa tiraahdo, marka aad guriga tagto waa inaad iska qortaa dhakhtar qoys oo dibadda ah. Xitaa haddii aad dhowaan guriga tagto waa sidaas. Waan ku caawinaynaa.
s-no-has = Haddii aad maya tiraahdo, dhakhtarkaaga qoyska ee dibadda way kuu sii ahaanayaa. Haddii aad sannado halkan joogto, taasi way dhammaan kartaa. Na weydii.
s-no-none = Haddii aad maya tiraahdo, weli dhakhtar qoys ma lihid. Dhakhtarka xabsigu weli wuu ku arkayaa.
s-no-unknown = Haddii aad maya tiraahdo oo aad dibadda ku leedahay dhakhtar qoys, way kuu sii ahaanayaa. Haddii aad sannado halkan joogto, taasi way dhammaan kartaa. Na weydii.
s-summary = Haddii aad maya tiraahdo, weli waxaan akhrin karnaa soo koobid, haddii aad noo oggolaato. Soo koobiddu waa liis gaaban, sida daawooyinkaaga.
s-cancer = Kansarku waa wax xun oo jirka gudihiisa ku kori kara. Haddii aad maya tiraahdo, waraaqaha baarista kansarka waxaa dhici karta inaysan ku soo gaarin. Na weydii.
s-mind-has = Maalin kasta waad beddeli kartaa go’aankaaga. Laakiin haa ka dib, dhakhtarkaagii hore waxaa dhici karta inuusan isla markiiba kugu celin. Waan ku caawinaynaa.
s-mind-none = Maalin kasta waad beddeli kartaa go’aankaaga. Laakiin haddii aad haa ka noqoto, marka hore dhakhtar qoys ma lahaan doontid. Waan kaa caawinaynaa inaad mid hesho.
s-mind-unknown = Maalin kasta waad beddeli kartaa go’aankaaga. Laakiin haddii aad haa ka noqoto, waxaa dhici karta in marka hore aadan dibadda ku lahayn dhakhtar qoys. Waan ku caawinaynaa.
s-move = Haddii aad xabsi kale u guurto, halkaas waxay ku arki karaan waxa aad tiri. Uma baahnid inaad wax walba mar kale tiraahdo.
s-officers = Askarta xabsigu ma arki karaan qoraallada caafimaadkaaga. Mararka qaar waa inaan wax sheegnaa si dadku u badbaadaan. Na weydii goorma.
s-address = Cinwaankaaga NHS wuxuu isu beddelayaa halkan. Shaqaalaha NHS way arki karaan. Tani way dhacaysaa haddii aad haa ama maya tiraahdo.

question = Ma rabtaa in dhakhtarka xabsigu noqdo dhakhtarkaaga qoyska?
answer-yes = Haa
answer-no = Maya
answer-later = Mar dambe i weydii
answer-talk = Waxaan rabaa inaan hadlo
next-yes = Waxaan codsanaynaa in dhakhtarka xabsigu noqdo dhakhtarkaaga qoyska. Go’aankaaga waad beddeli kartaa.
next-no = Hadda waxba iskama beddelayaan dhakhtarka qoyska. Go’aankaaga waad beddeli kartaa.
next-later = Hadda waxba isma beddelayaan. Mar kale ayaan ku weydiinaynaa marka aad diyaar tahay. Waxba ma lumineysid.
next-talk = Hadda waxba isma beddelayaan. Kalkaaliso ayaa kula hadlaysa. Ha degdegin.

control-hear = Dhegayso
control-computer-voice = Waxaa akhrinaysa mashiin. Ma aha cod qof.
control-no-voice = Luqaddan cod kuma jiro. Kalkaalisada ka codso in qof kuu akhriyo.
control-back = Dib u noqo
control-next = Xigta
control-not-clear = Ma fahmin
control-not-clear-then = Dhib malahan. Waxaa laga yaabaa in erayadeennu aysan fiicnayn. Kalkaalisada ayaa ku caawinaysa.
control-give-back = Shaashaddan ku celi kalkaalisada
control-page = Bogga { $page } ee { $pages }
control-left = { $left ->
    [0] Kani waa bogga ugu dambeeya.
    [one] Waxaa haray { $left } bog.
   *[other] Waxaa haray { $left } bog oo kale.
}
control-draft = Qabyo: weli cidna erayadan ma hubin.
control-film = Waxaa jira filim luqadda dhegoolaha ah.
control-no-film = Weli ma jiro filim luqadda dhegoolaha ah.

teach-intro = Fadlan erayadaada noogu sheeg. Sidaas ayaan ku ogaanaynaa sida aan wax kuugu sharraxnay. Adiga imtixaan kuma aha.
teach-gp-has = Maxaa ku dhacaya dhakhtarkaaga qoyska ee dibadda haddii aad haa tiraahdo?
teach-gp-none = Waa kuma dhakhtarkaaga qoyska haddii aad haa tiraahdo?
teach-gp-unknown = Haddii aad dibadda ku leedahay dhakhtar qoys oo aad haa tiraahdo, maxaa dhacaya?
teach-see = Ma arki kartaa dhakhtarka halkan haddii aad maya tiraahdo?
teach-mind = Ma beddeli kartaa go’aankaaga mar dambe? Sidee?

sheet-tick = Hal sanduuq ayaad calaamadin kartaa. Dhammaantood waad ka tagi kartaa iyagoo madhan.
sheet-said = Waxa aan iri
sheet-date = Taariikhda
copy-title = Nuqulkaaga aad haysanayso
copy-said = Waxaad tiri: { $answer }
copy-when = Maalinta aad tiri: { $date }
copy-change = Maalin kasta waad beddeli kartaa go’aankaaga. U sheeg kalkaaliso, ama u qor qaybta caafimaadka (healthcare). Waa kalkaalisooyinka iyo dhakhaatiirta halkan.
card-outside = Qaybta caafimaadka (healthcare) ka weydii dhakhtarka qoyska (GP)

screen-intro = Baaritaannada qaarkood waxay raadiyaan waxyaabo ku jirri kara. Mid walba waa da’ gaar ah. Na weydii haddii uu adiga kuu yahay. Mid walba gooni ayaad u dooranaysaa.
screen-bowel = Baarista mindhicirku waxay raadisaa kansar. Mindhicirku waa qaybta caloosha ee saxaradu ku samaysanto.
screen-breast = Haddii aad naaso leedahay, waxaa jira baaritaan gudaha sawira. Wuxuu raadiyaa kansar.
screen-cervical = Haddii aad leedahay afka ilmo-galeenka, waxaa jira baaritaan kansar halkaas ka hor taga. Waa albaabka ilmo-galeenka, halka ilmuhu ku koro.
screen-aaa = Waxaa jira baaritaan xidid dhiig oo weyn oo caloosha ku jira. Xididka dhiiggu waa sida tuubo dhiig. Aad buu u ballaaran karaa.
screen-eye = Haddii aad qabto cudurka sonkorta, waxaa jira baaritaan indhaha ah. Cudurkaas waa marka dhiigga sonkor badan ku jirto.
screen-question = Ma rabtaa in waraaqaha baaritaankan halkan kugu soo gaaraan?

leave-question = Waad baxaysaa. Dhakhtar qoys kee ayaad rabtaa?
leave-before = Kii aan hore u lahaa
leave-near = Mid u dhow meesha aan degi doono
leave-unsure = Ma hubo. Fadlan i caawi.
leave-papers = Dhakhtarka qoysku kuuma diidi karo waraaqo la’aan. Uma baahnid inaad caddayso cidda aad tahay ama meesha aad degan tahay. Waraaqdan waad tusi kartaa.
leave-tell = Ma u sheegi karnaa dhakhtar qoys oo dibadda jooga goorta aad baxayso iyo caafimaadkaaga? Maya waad dhihi kartaa.
letter-title = Nuqulkaaga warqaddii aan u dirnay dhakhtarka qoyska
letter-gp = Waxaan ka codsannay dhakhtarkan inuu ku qaato: { $gp }
letter-from = Waxaan ka codsannay inuu bilaabo maalinta aad baxayso: { $date }
letter-why = Markaas wuxuu kaa caawin karaa caafimaadkaaga iyo daawooyinkaaga.
leave-today = Halka aad maanta tagayso: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Waraaqahaaga bixitaanka
pack-join = Waxaad isku qori kartaa dhakhtarka qoyska. Uma baahnid inaad caddayso cinwaankaaga ama cidda aad tahay.
pack-gp = Dhakhtarkaaga qoyska
pack-summary = Caafimaadkaaga
pack-medicines = Daawooyinkaaga
pack-next = Cidda aad marka xigta la kulmi doonto
pack-not-known = Arrintan ma ogin. Na weydii ama weydii dhakhtar.
pack-none = Waxba
pack-with-you = Waad sidataa.
pack-slip = Waxaad haysataa warqad daawo. Gee farmashiga.
pack-no-medicines = Ma sidatid daawo. Maanta weydii dhakhtar ama wac 111.
pack-hospital = Waqtiyada isbitaalka halkan kuma qorna. Weydii dhakhtar.
visit-gp = Dhakhtarka qoyska
visit-substance = Caawimaad daroogo ama khamri
visit-mental = Caawimaad caafimaadka maskaxda
visit-chemist = Farmashi
