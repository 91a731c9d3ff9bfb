# language: Portuguese, of Portugal
# status: draft
# version: 2026-11-23
# GP: médico de família. Third person without a pronoun, the polite form of Portugal.

title = O seu médico de família: a escolha é sua
s-gp = Aqui, o médico de família chama-se GP. Em caso de doença, é primeiro a este médico que se vai.
s-choose = Vamos perguntar se quer que o médico da prisão seja o seu médico de família. A escolha é sua.
s-care = Aqui pode ir ao médico e à enfermeira. Não importa se diz sim ou não.
s-yes = Se disser sim, o médico da prisão passa a ser o seu médico de família.
s-list-has = Se disser sim, o seu médico de família lá fora tira o seu nome da lista dele.
s-list-none = Não tem médico de família lá fora. Por isso, nenhum médico tem de tirar o seu nome da lista.
s-list-unknown = Se disser sim e tiver médico de família lá fora, ele tira o seu nome da lista dele.
s-notes-has = Se disser sim, o seu médico de família lá fora vai enviar para aqui as suas notas. As notas são o que os médicos escrevem sobre a sua saúde.
s-notes-none = Se disser sim, podem vir para aqui notas antigas de um médico de antes. As notas são o que os médicos escrevem sobre a sua saúde.
s-notes-unknown = Se disser sim e tiver médico de família lá fora, ele vai enviar para aqui as suas notas. As notas são o que os médicos escrevem sobre a sua saúde.
s-nhs = O NHS gere os médicos e os hospitais. Se disser sim, quem trabalha no NHS pode ver que tem um médico da prisão.
s-home = Se disser sim, quando for para casa tem de se inscrever num médico de família lá fora. É assim mesmo que vá para casa em breve. Nós ajudamos.
s-no-has = Se disser não, fica com o seu médico de família lá fora. Se ficar aqui anos, isso pode acabar. Pergunte-nos.
s-no-none = Se disser não, continua sem médico de família. O médico da prisão recebe na mesma quem diz não.
s-no-unknown = Se disser não e tiver médico de família lá fora, fica com esse médico. Se ficar aqui anos, isso pode acabar. Pergunte-nos.
s-summary = Se disser não, podemos na mesma ler um resumo, se nos deixar. Um resumo é uma lista curta, por exemplo dos seus remédios.
s-cancer = O cancro é uma coisa má que pode crescer no corpo. Se disser não, as cartas sobre exames do cancro podem não lhe chegar. Pergunte-nos.
s-mind-has = Pode mudar de ideias em qualquer dia. Mas, depois de um sim, o médico de antes pode não voltar a aceitar o seu nome logo. Nós ajudamos.
s-mind-none = Pode mudar de ideias em qualquer dia. Mas, se voltar atrás num sim, ao princípio fica sem médico de família. Ajudamos a encontrar um.
s-mind-unknown = Pode mudar de ideias em qualquer dia. Mas, se voltar atrás num sim, ao princípio pode ficar sem médico de família lá fora. Nós ajudamos.
s-move = Se for para outra prisão, lá podem ver o que disse. Não tem de dizer tudo outra vez.
s-officers = Os guardas não podem ver as notas da sua saúde. Às vezes temos de contar alguma coisa para as pessoas estarem em segurança. Pergunte-nos quando.
s-address = A sua morada nos dados do NHS muda para aqui. Quem trabalha no NHS pode vê-la. Isso acontece quer diga sim, quer diga não.

question = Quer que o médico da prisão seja o seu médico de família?
answer-yes = Sim
answer-no = Não
answer-later = Perguntem-me mais tarde
answer-talk = Quero falar
next-yes = Vamos pedir que o médico da prisão seja o seu médico de família. Pode mudar de ideias.
next-no = Nada muda agora quanto ao médico de família. Pode mudar de ideias.
next-later = Nada muda agora. Perguntamos outra vez quando quiser. Não perde nada.
next-talk = Nada muda agora. Uma enfermeira vai falar consigo. Não há pressa.

control-hear = Ouvir
control-computer-voice = Quem lê isto é uma máquina. Não é a voz de uma pessoa.
control-no-voice = Não há voz nesta língua. Peça à enfermeira que alguém lhe leia.
control-back = Voltar
control-next = Seguinte
control-not-clear = Não percebo
control-not-clear-then = Não faz mal. Talvez as nossas palavras não sejam boas. A enfermeira vai ajudar.
control-give-back = Devolva este ecrã à enfermeira
control-page = Página { $page } de { $pages }
control-left = { $left ->
    [0] Esta é a última página.
    [1] Falta { $left } página.
   *[other] Faltam { $left } páginas.
}
control-draft = Rascunho: ainda ninguém verificou estas palavras.
control-film = Há um filme em língua gestual.
control-no-film = Ainda não há filme em língua gestual.

teach-intro = Diga-nos, por favor, por palavras suas. Assim vemos se nós explicámos bem. Não é um teste para si.
teach-gp-has = O que acontece ao seu médico de família lá fora se disser sim?
teach-gp-none = Quem vai ser o seu médico de família se disser sim?
teach-gp-unknown = Se tiver médico de família lá fora, o que lhe acontece se disser sim?
teach-see = Pode ir aqui ao médico se disser não?
teach-mind = Pode mudar de ideias mais tarde? Como?

sheet-tick = Pode pôr uma cruz num quadrado. Também pode deixar todos vazios.
sheet-said = O que eu disse
sheet-date = Data
copy-title = A sua cópia, para guardar
copy-said = Disse: { $answer }
copy-when = Disse-o em: { $date }
copy-change = Pode mudar de ideias em qualquer dia. Diga a uma enfermeira ou escreva ao serviço de saúde (healthcare). São os enfermeiros e os médicos daqui.
card-outside = Pergunte ao serviço de saúde (healthcare) pelo seu médico de família (GP)

screen-intro = Alguns exames procuram coisas que podem causar doença. Cada um é para certas idades. Pergunte-nos se é para si. Escolhe um a um.
screen-bowel = O exame do intestino procura cancro. O intestino é a parte da barriga onde se fazem as fezes (cocó).
screen-breast = Se tem mamas, há um exame que tira imagens do interior. Procura cancro.
screen-cervical = Se tem colo do útero, há um exame para evitar cancro aí. O colo é a entrada do útero, onde crescem os bebés.
screen-aaa = Há um exame de um grande vaso de sangue na barriga. Um vaso é como um cano para o sangue. Pode ficar largo demais.
screen-eye = Se tem diabetes, há um exame aos olhos. Diabetes quer dizer açúcar a mais no sangue.
screen-question = Quer que as cartas sobre este exame lhe cheguem aqui?

leave-question = Vai sair. Que médico de família quer?
leave-before = O que eu tinha antes
leave-near = Um perto de onde vou morar
leave-unsure = Não sei. Preciso de ajuda.
leave-papers = Um médico de família não pode recusar alguém por não ter papéis. Não tem de provar quem é nem onde mora. Pode mostrar esta folha.
leave-tell = Podemos dizer a um médico de família lá fora quando vai sair, e falar da sua saúde? Pode dizer não.
letter-title = A sua cópia da nossa carta ao médico de família
letter-gp = Pedimos a este médico que aceite o seu nome na lista: { $gp }
letter-from = Pedimos que comece no dia da sua saída: { $date }
letter-why = Assim, pode ajudar com a sua saúde e os seus remédios.
leave-today = Onde ir hoje: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Os seus papéis para a saída
pack-join = Pode inscrever-se num médico de família. Não tem de provar a morada nem quem é.
pack-gp = O seu médico de família
pack-summary = A sua saúde
pack-medicines = Os seus remédios
pack-next = Com quem vai falar a seguir
pack-not-known = Não sabemos isto. Pergunte-nos a nós ou a um médico.
pack-none = Nada
pack-with-you = Leva-os consigo.
pack-slip = Tem um papel para os remédios. Leve-o a uma farmácia.
pack-no-medicines = Não tem remédios consigo. Pergunte hoje a um médico ou ligue para o 111.
pack-hospital = As horas no hospital não estão escritas aqui. Pergunte por elas a um médico.
visit-gp = Médico de família
visit-substance = Ajuda com drogas ou álcool
visit-mental = Ajuda para a saúde mental
visit-chemist = Farmácia
