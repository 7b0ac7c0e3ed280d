# Ai đã xem dữ liệu của tôi
dossiers-looks-title = Ai đã xem dữ liệu của tôi
dossiers-looks-lead = Mỗi lần cán bộ mở, tìm thấy, in hoặc tải dữ liệu cá nhân của bạn đều được ghi lại ở đây, mới nhất trước. Các lượt xem của một cán bộ trong 15 phút được gộp lại.
dossiers-looks-none = Chưa có cán bộ nào xem dữ liệu của bạn.
dossiers-looks-shown = { $shown } trên { $total } lượt xem
dossiers-looks-own = Xem hồ sơ của tôi
dossiers-looks-account = Tài khoản của bạn
dossiers-looks-nameless = Tài khoản không phải của cán bộ
dossiers-looks-outside-note = Lượt xem có dấu này nằm ngoài những hồ sơ mà cán bộ đó xử lý. Người phụ trách bảo vệ dữ liệu cá nhân cũng được báo. Nếu bạn thấy không hợp lý, gọi { $hotline }.
dossiers-look-outside = Ngoài hồ sơ được giao

# Tải dữ liệu của tôi
dossiers-data-title = Tải dữ liệu của tôi
dossiers-data-lead = Bạn nhận một tệp nén (.tar) gồm mọi thứ hệ thống đang giữ về bạn:
dossiers-data-person = họ tên, số định danh, số điện thoại, thư điện tử và nơi cư trú
dossiers-data-dossiers = hồ sơ và bản nháp: tờ khai, tình trạng, lệ phí, thông báo
dossiers-data-files = giấy tờ bạn đã nộp và kết quả đã trả
dossiers-data-looks = ai đã xem dữ liệu của bạn, lúc nào, để làm gì
dossiers-data-care = Tệp không có mật khẩu. Giữ tệp ở nơi chỉ bạn mở được, và không tải trên máy dùng chung. Mỗi lần tải đều được ghi lại.
dossiers-error-assurance-substantial = Thủ tục này cần danh tính được xác nhận ở mức đáng kể; bạn đang đăng nhập ở mức thấp hơn. Hồ sơ nháp vẫn còn: xác nhận danh tính rồi nộp lại.
dossiers-error-assurance-high = Thủ tục này cần danh tính được xác nhận ở mức cao; bạn đang đăng nhập ở mức thấp hơn. Hồ sơ nháp vẫn còn: xác nhận danh tính rồi nộp lại.
dossiers-error-supplement-assurance-substantial = Thủ tục này cần danh tính được xác nhận ở mức đáng kể; bạn đang đăng nhập ở mức thấp hơn. Xác nhận danh tính rồi gửi bổ sung, hoặc mang giấy tờ đến quầy.
dossiers-error-supplement-assurance-high = Thủ tục này cần danh tính được xác nhận ở mức cao; bạn đang đăng nhập ở mức thấp hơn. Xác nhận danh tính rồi gửi bổ sung, hoặc mang giấy tờ đến quầy.
dossiers-assurance-go = Xác nhận danh tính
dossiers-data-act = Tải về

# Sự đồng ý và kho dữ liệu cá nhân
dossiers-mydata-title = Dữ liệu của tôi
dossiers-data-kept = điều bạn đã đồng ý cho giữ, và phần đã giữ
dossiers-consent-title = Điều bạn đồng ý cho giữ
dossiers-consent-lead = Không có sự đồng ý của bạn, câu trả lời trong tờ khai chỉ nằm trong hồ sơ đã nộp và không được dùng để điền sẵn.
dossiers-consent-answers = Giữ câu trả lời để điền sẵn lần sau
dossiers-consent-ask = Giữ câu trả lời cho lần sau
dossiers-consent-free = Không bắt buộc. Hồ sơ được giải quyết như nhau dù bạn chọn hay không.
dossiers-consent-stands = Bạn đã đồng ý cho giữ câu trả lời của tờ khai này để điền sẵn lần sau.
dossiers-consent-change = Xem hoặc rút lại
dossiers-consent-since = Bạn đồng ý ngày { $day }, theo lời hỏi bản { $version }
dossiers-consent-kept = Đang giữ câu trả lời của:
dossiers-consent-kept-none = Chưa giữ câu trả lời nào.
dossiers-consent-withdraw = Rút lại và xóa phần đã giữ
dossiers-consent-act = Đồng ý
dossiers-consent-given = Đã ghi sự đồng ý của bạn
dossiers-consent-withdrawn = Đã rút lại sự đồng ý và xóa phần đã giữ
dossiers-draft-prefilled = Một số câu đã điền sẵn từ lần nộp trước, theo sự đồng ý của bạn. Kiểm tra lại trước khi gửi.
dossiers-error-consent-box = Chọn ô đồng ý trước khi bấm nút
dossiers-error-consent-words = Lời hỏi ý kiến đã đổi. Đọc lại và chọn lại nếu bạn vẫn đồng ý
dossiers-error-consent-stands = Bạn đã đồng ý điều này rồi
dossiers-error-consent-none = Không có sự đồng ý nào để rút lại

# Xóa dữ liệu
dossiers-menu-erasures = Yêu cầu xóa dữ liệu
dossiers-right-erase = Quyết định yêu cầu xóa dữ liệu cá nhân
dossiers-erased = Đã xóa
dossiers-erased-note = Dữ liệu cá nhân của hồ sơ này đã xóa theo yêu cầu của người nộp, khi hết thời hạn lưu trữ.
dossiers-source-account = Tài khoản: họ tên, số định danh, liên hệ, cách đăng nhập, thiết bị
dossiers-source-drafts = Bản nháp chưa gửi và tệp kèm theo
dossiers-source-store = Câu trả lời giữ theo sự đồng ý
dossiers-source-dossiers = Hồ sơ đã nộp, giấy tờ và kết quả
dossiers-source-payments = Khoản thanh toán: số tiền, ngày, mã, không có họ tên
dossiers-source-records = Nhật ký: ai đã xem, ai đã làm gì, không có họ tên
dossiers-erase-title = Xóa dữ liệu của tôi
dossiers-erase-short = Bạn có thể yêu cầu xóa dữ liệu của mình. Những gì pháp luật buộc lưu trữ được giữ lại và liệt kê cho bạn trước.
dossiers-erase-see = Xem trước và yêu cầu xóa
dossiers-erase-lead = Khi yêu cầu của bạn được chấp nhận:
dossiers-erase-what = Dữ liệu
dossiers-erase-answer = Xóa hay giữ
dossiers-erase-goes = Xóa
dossiers-erase-kept = Giữ theo
dossiers-erase-count = { $count } mục
dossiers-erase-mark-sample = Mẫu, tỉnh chưa xác nhận [SAMPLE]
dossiers-erase-mark-unverified = Chưa kiểm chứng [UNVERIFIED]
dossiers-erase-kept-dossiers = Hồ sơ được giữ
dossiers-erase-until = đến { $day }
dossiers-erase-always = không thời hạn
dossiers-erase-open = Còn hồ sơ chưa xong. Chờ nhận kết quả hoặc rút hồ sơ, rồi yêu cầu xóa:
dossiers-erase-care = Sau khi xóa, tài khoản này không mở lại được. Tải dữ liệu của bạn trước nếu bạn còn cần.
dossiers-erase-sure = Tôi hiểu và muốn xóa dữ liệu của mình
dossiers-erase-ask = Gửi yêu cầu xóa
dossiers-erase-noted = Đã gửi yêu cầu xóa dữ liệu
dossiers-erase-waits = Bạn đã yêu cầu xóa ngày { $day }. Người phụ trách bảo vệ dữ liệu cá nhân đang xem xét.
dossiers-erase-was-refused = Yêu cầu xóa không được chấp nhận ngày { $day }:
dossiers-error-erase-sure = Chọn ô xác nhận trước khi gửi yêu cầu
dossiers-error-erase-asked = Bạn đã gửi yêu cầu xóa và yêu cầu đang được xem xét
dossiers-error-erase-open = Còn hồ sơ chưa xong, nên chưa xóa được dữ liệu
dossiers-error-erase-decided = Yêu cầu này đã được quyết định
dossiers-erasures-lead = Người dân yêu cầu xóa dữ liệu của mình. Trang này không nêu tên ai.
dossiers-erasures-waiting = Chờ quyết định
dossiers-erasures-decided = Đã quyết định
dossiers-erasures-none = Không có yêu cầu nào chờ quyết định
dossiers-erasure-title = Yêu cầu xóa dữ liệu cá nhân
dossiers-erasure-asked = Yêu cầu ngày { $day }
dossiers-erasure-do-title = Xóa
dossiers-erasure-care = Không hoàn tác được. Những gì ghi “Xóa” mất ngay; nếu không còn hồ sơ nào được giữ, khóa mã hóa của người này bị hủy.
dossiers-erasure-others = Số hồ sơ khác ghi cùng số định danh: { $count }. Chúng được nhận tại quầy trước khi có tài khoản này, hoặc ghi nhầm số, nên không xóa cùng tài khoản.
dossiers-erasure-do = Xóa dữ liệu
dossiers-erasure-refuse-title = Không chấp nhận
dossiers-erasure-reason = Lý do, người yêu cầu đọc được
dossiers-erasure-refuse = Không chấp nhận
dossiers-erasure-done = đã xóa
dossiers-erasure-refused = không chấp nhận
dossiers-erasure-was-done = Đã xóa dữ liệu
dossiers-erasure-was-refused = Đã ghi là không chấp nhận
dossiers-mail-erased-subject = Dữ liệu của bạn đã được xóa
dossiers-mail-erased-body = Theo yêu cầu của bạn, tài khoản và dữ liệu cá nhân của bạn đã được xóa. Số hồ sơ còn giữ theo quy định về lưu trữ: { $kept }. Địa chỉ thư này cũng được xóa sau khi thư được gửi.

# Tệp có mã độc
dossiers-desk-infected = Tệp bị nhiễm mã độc: { $found }
dossiers-infected = Tệp bạn gửi bị nhiễm mã độc nên cán bộ không mở được:
dossiers-infected-do = Quét mã độc trên máy của bạn, rồi tạo lại tệp, chẳng hạn chụp lại giấy tờ bằng điện thoại khác. Gửi lại khi cơ quan yêu cầu bổ sung, hoặc mang giấy tờ đến Bộ phận Một cửa.
dossiers-error-own-infected = Tệp này bị nhiễm mã độc nên không mở được. Bộ phận Một cửa đã được báo; liên hệ để nhận tệp khác.
dossiers-error-own-unscanned = Chưa quét được mã độc của tệp này nên chưa mở được. Thử lại sau ít phút.
dossiers-results-unscanned = Hệ thống chưa có bộ quét mã độc: tệp kết quả chưa được quét.
dossiers-desk-told-infected = Một tệp do cán bộ đưa vào bị nhiễm mã độc, người nộp không mở được. Đưa tệp khác vào hồ sơ:
dossiers-notice-file-infected = Một tệp trong hồ sơ { $code } bị nhiễm mã độc, cán bộ không mở được
dossiers-mail-file-infected-subject = Tệp trong hồ sơ { $code } bị nhiễm mã độc
dossiers-mail-file-infected-body =
    Chào { $name },

    Tệp “{ $file }” trong hồ sơ { $code } ({ $procedure }) bị nhiễm mã độc nên cán bộ không mở được.

    Quét mã độc trên máy của bạn, rồi tạo lại tệp. Gửi lại khi cơ quan yêu cầu bổ sung, hoặc mang giấy tờ đến Bộ phận Một cửa.
