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
dossiers-error-assurance-substantial = Thủ tục này cần danh tính được xác nhận ở mức đáng kể; bạn đang đăng nhập ở mức thấp hơn. Hồ sơ nháp vẫn còn: xác nhận danh tính rồi nộp lại.
dossiers-error-assurance-high = Thủ tục này cần danh tính được xác nhận ở mức cao; bạn đang đăng nhập ở mức thấp hơn. Hồ sơ nháp vẫn còn: xác nhận danh tính rồi nộp lại.
dossiers-assurance-go = Xác nhận danh tính
dossiers-data-act = Tải về
