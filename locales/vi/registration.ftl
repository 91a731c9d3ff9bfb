# language: Vietnamese
# status: draft
# version: 2026-11-23
# GP: bác sĩ gia đình. "Bạn" for you: it tells neither age nor sex.

title = Bác sĩ gia đình của bạn: bạn chọn
s-gp = Ở đây, bác sĩ gia đình được gọi là GP. Khi bị bệnh, bạn đến gặp bác sĩ này trước.
s-choose = Chúng tôi sẽ hỏi bạn có muốn bác sĩ nhà tù làm bác sĩ gia đình của bạn không. Bạn chọn.
s-care = Ở đây bạn gặp được bác sĩ và y tá. Bạn nói có hay không cũng được gặp.
s-yes = Nếu bạn nói có, bác sĩ nhà tù sẽ là bác sĩ gia đình của bạn.
s-list-has = Nếu bạn nói có, bác sĩ gia đình bên ngoài sẽ xóa tên bạn khỏi danh sách của họ.
s-list-none = Bạn không có bác sĩ gia đình bên ngoài. Vì vậy không có bác sĩ nào phải xóa tên bạn.
s-list-unknown = Nếu bạn nói có và có bác sĩ gia đình bên ngoài, họ sẽ xóa tên bạn khỏi danh sách của họ.
s-notes-has = Nếu bạn nói có, bác sĩ gia đình bên ngoài sẽ gửi hồ sơ của bạn đến đây. Hồ sơ là những gì bác sĩ viết về sức khỏe của bạn.
s-notes-none = Nếu bạn nói có, hồ sơ cũ từ bác sĩ trước đây có thể được gửi đến đây. Hồ sơ là những gì bác sĩ viết về sức khỏe của bạn.
s-notes-unknown = Nếu bạn nói có và có bác sĩ gia đình bên ngoài, họ sẽ gửi hồ sơ của bạn đến đây. Hồ sơ là những gì bác sĩ viết về sức khỏe của bạn.
s-nhs = NHS lo việc của bác sĩ và bệnh viện. Nếu bạn nói có, người của NHS có thể thấy bạn có bác sĩ nhà tù.
s-home = Nếu bạn nói có, khi về nhà bạn phải ghi tên với một bác sĩ gia đình bên ngoài. Sắp về nhà thì cũng vậy. Chúng tôi sẽ giúp bạn.
s-no-has = Nếu bạn nói không, bạn giữ bác sĩ gia đình bên ngoài. Nếu bạn ở đây nhiều năm, điều này có thể chấm dứt. Hãy hỏi chúng tôi.
s-no-none = Nếu bạn nói không, bạn vẫn không có bác sĩ gia đình. Bác sĩ nhà tù vẫn khám cho bạn.
s-no-unknown = Nếu bạn nói không và bạn có bác sĩ gia đình bên ngoài, bạn giữ bác sĩ đó. Nếu bạn ở đây nhiều năm, điều này có thể chấm dứt. Hãy hỏi chúng tôi.
s-summary = Nếu bạn nói không, chúng tôi vẫn đọc được bản tóm tắt, nếu bạn cho phép. Bản tóm tắt là một danh sách ngắn, ví dụ như thuốc của bạn.
s-cancer = Ung thư là thứ xấu có thể lớn lên trong người. Nếu bạn nói không, thư về khám tìm ung thư có thể không đến tay bạn. Hãy hỏi chúng tôi.
s-mind-has = Ngày nào bạn cũng có thể đổi ý. Nhưng sau khi nói có, bác sĩ cũ có thể không nhận lại bạn ngay. Chúng tôi sẽ giúp bạn.
s-mind-none = Ngày nào bạn cũng có thể đổi ý. Nhưng nếu bạn rút lại lời nói có, lúc đầu bạn sẽ không có bác sĩ gia đình. Chúng tôi sẽ giúp bạn tìm.
s-mind-unknown = Ngày nào bạn cũng có thể đổi ý. Nhưng nếu bạn rút lại lời nói có, lúc đầu bạn có thể không có bác sĩ gia đình bên ngoài. Chúng tôi sẽ giúp bạn.
s-move = Nếu bạn chuyển sang nhà tù khác, ở đó họ xem được bạn đã nói gì. Bạn không cần nói lại tất cả.
s-officers = Cán bộ trại không xem được hồ sơ sức khỏe của bạn. Đôi khi chúng tôi phải cho biết một số điều để mọi người được an toàn. Hãy hỏi chúng tôi khi nào.
s-address = Địa chỉ của bạn ở NHS sẽ đổi thành nơi này. Người của NHS xem được. Bạn nói có hay không thì cũng vậy.

question = Bạn có muốn bác sĩ nhà tù làm bác sĩ gia đình của bạn không?
answer-yes = Có
answer-no = Không
answer-later = Hỏi tôi sau
answer-talk = Tôi muốn nói chuyện
next-yes = Chúng tôi sẽ xin cho bác sĩ nhà tù làm bác sĩ gia đình của bạn. Bạn có thể đổi ý.
next-no = Bây giờ không có gì thay đổi về bác sĩ gia đình. Bạn có thể đổi ý.
next-later = Bây giờ không có gì thay đổi. Chúng tôi sẽ hỏi lại khi bạn sẵn sàng. Bạn không mất gì cả.
next-talk = Bây giờ không có gì thay đổi. Một y tá sẽ nói chuyện với bạn. Bạn cứ từ từ.

control-hear = Nghe
control-computer-voice = Máy đọc phần này. Đây không phải giọng người thật.
control-no-voice = Chưa có giọng đọc tiếng này. Hãy nhờ y tá tìm người đọc cho bạn.
control-back = Quay lại
control-next = Tiếp
control-not-clear = Tôi không hiểu
control-not-clear-then = Không sao. Có thể chúng tôi nói chưa rõ. Y tá sẽ giúp bạn.
control-give-back = Trả màn hình này cho y tá
control-page = Trang { $page } trên { $pages }
control-left = { $left ->
    [0] Đây là trang cuối.
   *[other] Còn { $left } trang nữa.
}
control-draft = Bản nháp: chưa có ai kiểm tra những lời này.
control-film = Có phim bằng ngôn ngữ ký hiệu.
control-no-film = Chưa có phim bằng ngôn ngữ ký hiệu.

teach-intro = Xin bạn nói lại bằng lời của mình. Đây là để xem chúng tôi nói có rõ không. Đây không phải bài kiểm tra bạn.
teach-gp-has = Nếu bạn nói có, bác sĩ gia đình bên ngoài của bạn sẽ ra sao?
teach-gp-none = Nếu bạn nói có, ai sẽ là bác sĩ gia đình của bạn?
teach-gp-unknown = Nếu bạn có bác sĩ gia đình bên ngoài và bạn nói có, thì chuyện gì xảy ra?
teach-see = Nếu bạn nói không, bạn có gặp được bác sĩ ở đây không?
teach-mind = Sau này bạn có đổi ý được không? Bằng cách nào?

sheet-tick = Bạn có thể đánh dấu một ô. Bạn cũng có thể để trống tất cả.
sheet-said = Điều tôi đã nói
sheet-date = Ngày
copy-title = Bản của bạn để giữ
copy-said = Bạn đã nói: { $answer }
copy-when = Bạn nói vào ngày: { $date }
copy-change = Ngày nào bạn cũng có thể đổi ý. Hãy nói với y tá, hoặc viết cho phòng y tế (healthcare). Đó là các y tá và bác sĩ ở đây.
card-outside = Hỏi phòng y tế (healthcare) về bác sĩ gia đình (GP)

screen-intro = Có những lần khám để tìm điều có thể làm bạn bị bệnh. Mỗi loại dành cho một số độ tuổi. Hãy hỏi chúng tôi xem có dành cho bạn không. Bạn chọn từng loại một.
screen-bowel = Khám ruột là để tìm ung thư. Ruột là phần trong bụng, nơi phân được tạo ra.
screen-breast = Nếu bạn có ngực (vú), có lần khám chụp hình bên trong. Khám này tìm ung thư.
screen-cervical = Nếu bạn có cổ tử cung, có lần khám để ngăn ung thư ở đó. Cổ tử cung là lối vào dạ con, nơi em bé lớn lên.
screen-aaa = Có lần khám một mạch máu lớn trong bụng. Mạch máu giống như ống dẫn máu. Nó có thể phình quá to.
screen-eye = Nếu bạn bị tiểu đường, có lần khám mắt. Tiểu đường là có quá nhiều đường trong máu.
screen-question = Bạn có muốn thư về lần khám này đến tay bạn ở đây không?

leave-question = Bạn sắp ra. Bạn muốn bác sĩ gia đình nào?
leave-before = Bác sĩ trước đây của tôi
leave-near = Bác sĩ gần nơi tôi sẽ ở
leave-unsure = Tôi chưa biết. Xin giúp tôi.
leave-papers = Bác sĩ gia đình không được từ chối vì bạn không có giấy tờ. Bạn không cần chứng minh mình là ai hay ở đâu. Bạn có thể đưa tờ này cho họ xem.
leave-tell = Chúng tôi có được báo cho một bác sĩ gia đình bên ngoài biết khi nào bạn ra, và về sức khỏe của bạn không? Bạn có thể nói không.
letter-title = Bản của bạn: thư chúng tôi gửi bác sĩ gia đình
letter-gp = Chúng tôi đã xin bác sĩ này nhận bạn: { $gp }
letter-from = Chúng tôi xin bắt đầu từ ngày bạn ra: { $date }
letter-why = Sau đó họ có thể giúp bạn về sức khỏe và thuốc.
leave-today = Hôm nay đi đâu: { $place }

## The leaver’s pack. What is not known is said to be so. Never a time or a place of a hospital.

pack-title = Giấy tờ của bạn khi ra
pack-join = Bạn có thể đăng ký với một bác sĩ gia đình. Bạn không cần chứng minh địa chỉ hay mình là ai.
pack-gp = Bác sĩ gia đình của bạn
pack-summary = Sức khỏe của bạn
pack-medicines = Thuốc của bạn
pack-next = Sắp tới bạn gặp ai
pack-not-known = Chúng tôi không biết điều này. Hãy hỏi chúng tôi hoặc hỏi bác sĩ.
pack-none = Không có
pack-with-you = Bạn có mang thuốc theo.
pack-slip = Bạn có một tờ giấy lấy thuốc. Hãy đưa nó cho nhà thuốc.
pack-no-medicines = Bạn không có thuốc mang theo. Hôm nay hãy hỏi bác sĩ hoặc gọi 111.
pack-hospital = Giờ hẹn ở bệnh viện không ghi ở đây. Hãy hỏi bác sĩ.
visit-gp = Bác sĩ gia đình
visit-substance = Giúp đỡ về ma túy hoặc rượu
visit-mental = Giúp đỡ về sức khỏe tâm thần
visit-chemist = Nhà thuốc
