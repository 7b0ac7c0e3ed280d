# Ai đã xem dữ liệu của tôi
dossiers-looks-title = Ai đã xem dữ liệu của tôi
dossiers-looks-lead = Mỗi lần cán bộ mở, tìm thấy, in hoặc tải dữ liệu cá nhân của bạn đều được ghi lại ở đây, mới nhất trước. Các lượt xem của một cán bộ trong 15 phút được gộp lại.
dossiers-looks-none = Chưa có cán bộ nào xem dữ liệu của bạn.
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
