# language: Turkish
# status: draft
# version: 2026-11-23
# GP: aile hekimi, as in Turkey. Polite plural; Turkish tells no man from woman.

title = Aile hekiminiz: seçim sizin
s-gp = Burada aile hekimine GP denir. Hasta olunca önce ona gidersiniz.
s-choose = Cezaevi doktorunun aile hekiminiz olmasını isteyip istemediğinizi soracağız. Seçim sizin.
s-care = Burada doktora ve hemşireye gidebilirsiniz. Evet ya da hayır demeniz fark etmez.
s-yes = Evet derseniz, cezaevi doktoru aile hekiminiz olur.
s-list-has = Evet derseniz, dışarıdaki aile hekiminiz sizi listesinden çıkarır.
s-list-none = Dışarıda aile hekiminiz yok. Bu yüzden hiçbir doktor sizi listesinden çıkarmaz.
s-list-unknown = Evet derseniz ve dışarıda aile hekiminiz varsa, o hekim sizi listesinden çıkarır.
s-notes-has = Evet derseniz, dışarıdaki aile hekiminiz dosyanızı buraya gönderir. Dosya, doktorların sağlığınız için yazdıklarıdır.
s-notes-none = Evet derseniz, önceki bir hekimden eski dosyanız buraya gelebilir. Dosya, doktorların sağlığınız için yazdıklarıdır.
s-notes-unknown = Evet derseniz ve dışarıda aile hekiminiz varsa, dosyanızı buraya gönderir. Dosya, doktorların sağlığınız için yazdıklarıdır.
s-nhs = NHS, doktorları ve hastaneleri yönetir. Evet derseniz, NHS çalışanları cezaevi doktorunuz olduğunu görebilir.
s-home = Evet derseniz, eve gidince dışarıda bir aile hekimine yazılmanız gerekir. Yakında eve gitseniz de böyledir. Size yardım ederiz.
s-no-has = Hayır derseniz, dışarıdaki aile hekiminiz sizde kalır. Burada yıllarca kalırsanız bu bitebilir. Bize sorun.
s-no-none = Hayır derseniz, yine aile hekiminiz olmaz. Cezaevi doktoru size yine bakar.
s-no-unknown = Hayır derseniz ve dışarıda aile hekiminiz varsa, o hekim sizde kalır. Burada yıllarca kalırsanız bu bitebilir. Bize sorun.
s-summary = Hayır derseniz de, izin verirseniz bir özet okuyabiliriz. Özet kısa bir listedir, örneğin ilaçlarınız.
s-cancer = Kanser, vücudun içinde büyüyebilen kötü bir şeydir. Hayır derseniz, kanser kontrolü mektupları size ulaşmayabilir. Bize sorun.
s-mind-has = Fikrinizi her gün değiştirebilirsiniz. Ama evet dedikten sonra, eski hekiminiz sizi hemen geri almayabilir. Size yardım ederiz.
s-mind-none = Fikrinizi her gün değiştirebilirsiniz. Ama evet cevabınızı geri alırsanız, başta aile hekiminiz olmaz. Bulmanıza yardım ederiz.
s-mind-unknown = Fikrinizi her gün değiştirebilirsiniz. Ama evet cevabınızı geri alırsanız, başta dışarıda aile hekiminiz olmayabilir. Size yardım ederiz.
s-move = Başka bir cezaevine giderseniz, orada ne dediğinizi görebilirler. Her şeyi yeniden söylemeniz gerekmez.
s-officers = Gardiyanlar sağlık dosyanızı göremez. Bazen insanlar güvende olsun diye bir şeyi söylememiz gerekir. Ne zaman, bize sorun.
s-address = NHS’deki adresiniz değişir, burası olur. NHS çalışanları bunu görebilir. Evet de deseniz hayır da deseniz bu olur.

question = Cezaevi doktorunun aile hekiminiz olmasını istiyor musunuz?
answer-yes = Evet
answer-no = Hayır
answer-later = Bana sonra sorun
answer-talk = Konuşmak istiyorum
next-yes = Cezaevi doktorunun aile hekiminiz olmasını isteyeceğiz. Fikrinizi değiştirebilirsiniz.
next-no = Aile hekimi konusunda şimdi bir şey değişmez. Fikrinizi değiştirebilirsiniz.
next-later = Şimdi bir şey değişmez. Hazır olunca yeniden sorarız. Hiçbir şey kaybetmezsiniz.
next-talk = Şimdi bir şey değişmez. Bir hemşire sizinle konuşacak. Acele etmeyin.

control-hear = Dinleyin
control-computer-voice = Bunu bir makine okuyor. İnsan sesi değildir.
control-no-voice = Bu dilde ses yok. Birinin size okuması için hemşireye söyleyin.
control-back = Geri
control-next = İleri
control-not-clear = Anlamadım
control-not-clear-then = Önemli değil. Belki sözlerimiz iyi değil. Hemşire size yardım eder.
control-give-back = Bu ekranı hemşireye geri verin
control-page = Sayfa { $page } / { $pages }
control-left = { $left ->
    [0] Bu son sayfa.
   *[other] { $left } sayfa daha var.
}
control-draft = Taslak: bu sözleri henüz kimse kontrol etmedi.
control-film = İşaret dilinde bir film var.
control-no-film = İşaret dilinde henüz film yok.

teach-intro = Lütfen bize kendi sözlerinizle anlatın. Böylece biz ne kadar iyi anlattık, onu görürüz. Bu sizin için bir sınav değil.
teach-gp-has = Evet derseniz, dışarıdaki aile hekiminize ne olur?
teach-gp-none = Evet derseniz, aile hekiminiz kim olur?
teach-gp-unknown = Dışarıda aile hekiminiz varsa ve evet derseniz, ne olur?
teach-see = Hayır derseniz, burada doktora gidebilir misiniz?
teach-mind = Fikrinizi sonra değiştirebilir misiniz? Nasıl?

sheet-tick = Bir kutuyu işaretleyebilirsiniz. Hepsini boş da bırakabilirsiniz.
sheet-said = Ne dedim
sheet-date = Tarih
copy-title = Sizde kalacak kopya
copy-said = Şunu dediniz: { $answer }
copy-when = Dediğiniz gün: { $date }
copy-change = Fikrinizi her gün değiştirebilirsiniz. Bir hemşireye söyleyin ya da sağlık birimine (healthcare) yazın. Onlar buradaki hemşireler ve doktorlardır.
card-outside = Aile hekimini (GP) sağlık birimine (healthcare) sorun

screen-intro = Bazı kontroller sizi hasta edebilecek şeyleri arar. Her biri belli yaşlar içindir. Size uygun mu, bize sorun. Her biri için ayrı seçersiniz.
screen-bowel = Bağırsak kontrolü kanser arar. Bağırsak, karında kakanın oluştuğu yerdir.
screen-breast = Memeleriniz varsa, içinin resmini çeken bir kontrol vardır. Kanser arar.
screen-cervical = Rahim ağzınız varsa, orada kanseri önlemek için bir kontrol vardır. Rahim ağzı, bebeğin büyüdüğü rahmin girişidir.
screen-aaa = Karındaki büyük bir kan damarı için bir kontrol vardır. Kan damarı, kan için bir boru gibidir. Fazla genişleyebilir.
screen-eye = Şeker hastalığınız varsa, gözleriniz için bir kontrol vardır. Şeker hastalığı, kanda çok fazla şeker olmasıdır.
screen-question = Bu kontrolün mektupları size burada gelsin ister misiniz?

leave-question = Buradan ayrılıyorsunuz. Hangi aile hekimini istiyorsunuz?
leave-before = Önceki hekimimi
leave-near = Oturacağım yere yakın bir hekimi
leave-unsure = Bilmiyorum. Lütfen bana yardım edin.
leave-papers = Aile hekimi, belgeniz yok diye sizi geri çeviremez. Kim olduğunuzu ya da nerede oturduğunuzu kanıtlamanız gerekmez. Bunu gösterebilirsiniz.
leave-tell = Ne zaman ayrıldığınızı ve sağlığınızı dışarıdaki bir aile hekimine söyleyebilir miyiz? Hayır diyebilirsiniz.
letter-title = Aile hekimine yazdığımız mektubun sizdeki kopyası
letter-gp = Bu hekimden sizi listesine almasını istedik: { $gp }
letter-from = Ayrıldığınız gün başlamasını istedik: { $date }
letter-why = O zaman sağlığınız ve ilaçlarınız için size yardım edebilir.
leave-today = Bugün gidilecek yer: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Ayrılırken belgeleriniz
pack-join = Bir aile hekimine kaydolabilirsiniz. Adresinizi ya da kim olduğunuzu kanıtlamanız gerekmez.
pack-gp = Aile hekiminiz
pack-summary = Sağlığınız
pack-medicines = İlaçlarınız
pack-next = Bundan sonra kime gideceksiniz
pack-not-known = Bunu bilmiyoruz. Bize ya da bir hekime sorun.
pack-none = Yok
pack-with-you = Bunlar yanınızda.
pack-slip = İlaç için bir kâğıdınız var. Onu eczaneye götürün.
pack-no-medicines = Yanınızda ilaç yok. Bugün bir hekime sorun ya da 111’i arayın.
pack-hospital = Hastane saatleri burada yazmaz. Onları bir hekime sorun.
visit-gp = Aile hekimi
visit-substance = Uyuşturucu ya da içki için yardım
visit-mental = Ruh sağlığı için yardım
visit-chemist = Eczane
