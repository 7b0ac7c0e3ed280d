web-portal = Cổng dịch vụ công
web-skip = Tới nội dung chính
web-nav-main = Chính
web-nav-home = Trang chủ
web-nav-procedures = Thủ tục
web-nav-dossiers = Hồ sơ
web-nav-notices = Tin báo
web-nav-unread = chưa đọc
web-sign-in = Đăng nhập
web-sign-out = Đăng xuất
web-sessions = Phiên đăng nhập
web-language = Ngôn ngữ
web-desk = Bàn làm việc
web-search = Tìm
web-search-dossier = Tìm hồ sơ
web-search-dossier-hint = Mã hồ sơ, số định danh, tên người nộp
web-foot-help = Cần người hướng dẫn?
web-foot-call = Gọi
web-foot-sample-number = (số mẫu)
web-foot-visit = Hoặc đến Bộ phận Một cửa xã, phường nào gần bạn.
web-foot-about = Về cổng này
web-foot-data = Dữ liệu của bạn được dùng thế nào
web-foot-accessibility = Khả năng tiếp cận
web-foot-runs = Chạy trên Nhật Lệ
web-foot-open = Phần mềm mã nguồn mở cho chính quyền cấp tỉnh.
web-sample-label = Ghi chú
web-sample = Tỉnh mẫu, đang là { $today }. Mọi người, mã và số liệu đều là giả.
web-errors = Còn { $count } chỗ cần sửa
web-error-prefix = Lỗi:
web-optional = (không bắt buộc)
web-shown = { $shown } trên { $total } hồ sơ
web-pages = Trang
web-first-page = Về trang đầu
web-previous-page = Trang trước
web-next-page = Trang sau
web-error-code = Mã lỗi { $code }
web-error-404-help = Kiểm tra lại địa chỉ, hoặc tìm từ trang chủ. Nếu bạn theo một đường dẫn cũ, trang có thể đã chuyển chỗ.
web-error-403-help = Đăng nhập bằng tài khoản có quyền, hoặc hỏi người quản trị của đơn vị bạn.
web-error-403-person-help = Tài khoản bạn đang dùng không mở được trang này. Về trang chủ, hoặc gọi { $hotline } để được hướng dẫn.
web-error-again = Mở lại trang
web-error-again-help = Nếu muốn giữ những gì vừa nhập, quay lại bằng nút của trình duyệt và chép ra trước. Sau đó mở lại trang và gửi lần nữa.
web-error-retry-help = Đợi vài giây rồi tải lại trang. Những gì đã lưu vẫn còn nguyên.
web-error-500-help = Chúng tôi đã ghi lại lỗi này. Thử lại sau ít phút; những gì đã lưu vẫn còn nguyên.
web-error-back-help = Quay lại trang trước và thử lại.

web-operations-group = Vận hành
web-operations = Tình trạng hệ thống
web-operations-waiting = Việc nền đang chờ
web-operations-failed = Việc nền đã dừng
web-operations-audit = Dòng nhật ký
web-operations-sealed = Dòng đã niêm phong
web-operations-messages = Tin của bản chạy thử: mã và tin về tài khoản
web-operations-failed-jobs = Việc nền cần người xem
web-operations-kind = Việc
web-operations-since = Từ
web-operations-tries = Số lần thử
web-operations-error = Lỗi
web-operations-none = Không có việc nào bị dừng.
web-operations-retry = Thử lại
web-operations-retried = Việc nền được thử lại ngay bây giờ.
web-operations-gone = Việc nền này không còn dừng: có người đã cho thử lại, hoặc việc đã xong. Mở lại trang để xem.
web-operations-limits = Giới hạn số lần thử
web-operations-limits-lead = Số đếm nằm trong bộ nhớ của từng máy chủ và bắt đầu lại khi hết khoảng thời gian. Đổi trong mục [limits] của tệp cấu hình.
web-operations-limit = Việc được đếm
web-operations-minutes = Trong số phút
web-right-operations = Xem tình trạng hệ thống, cho thử lại việc nền đã dừng

web-script-upload-label = Đang gửi tệp
web-script-upload-progress = Đã gửi {"{"}percent{"}"}%, {"{"}rate{"}"} mỗi giây, còn {"{"}left{"}"}
web-script-upload-kb = {"{"}n{"}"} KB
web-script-upload-mb = {"{"}n{"}"} MB
web-script-upload-seconds = {"{"}n{"}"} giây
web-script-upload-minutes = {"{"}n{"}"} phút
web-script-upload-checking = Đã gửi xong, đang kiểm tra tệp
web-script-upload-cancel = Dừng gửi
web-script-upload-stopped = Đã dừng gửi. Tệp chưa được lưu.
web-script-upload-failed = Gửi chưa được. Kiểm tra mạng rồi gửi lại; những gì đã lưu vẫn còn.
web-script-counter-left = Còn {"{"}n{"}"} ký tự
web-script-busy = Đang gửi

error-not-found = Không tìm thấy trang này
error-forbidden = Bạn không có quyền làm việc này
error-invalid = Có chỗ cần sửa
error-changed = Có người vừa thay đổi hồ sơ này. Tải lại trang để xem bản mới rồi làm lại.
error-exists = Mục này đã có
error-busy = Đang có quá nhiều yêu cầu, thử lại sau vài giây
error-unavailable = Hệ thống tạm thời chưa trả lời được
error-internal = Hệ thống gặp lỗi
error-page = Đường dẫn trang không còn dùng được, mở lại danh sách từ đầu
error-too-many-tries = Bạn đã thử quá nhiều lần. Thử lại sau { $minutes } phút.
error-form-unreadable = Không đọc được dữ liệu gửi lên. Tải lại trang rồi gửi lại.
error-form-token = Trang này đã mở quá lâu hoặc được mở từ nơi khác. Tải lại trang rồi gửi lại.
error-body-too-large = Dữ liệu gửi lên quá lớn
error-upload-broken = Tệp gửi lên bị đứt giữa chừng. Gửi lại tệp.
error-json-type = Nội dung gửi lên phải là JSON: đặt Content-Type là application/json.
error-json-too-large = Nội dung gửi lên quá lớn: JSON không quá { $most } byte
error-json-syntax = Nội dung gửi lên không đúng cú pháp JSON, sai từ dòng { $line }, cột { $column }
error-json-object = Nội dung gửi lên phải là một đối tượng JSON, bắt đầu bằng dấu ngoặc nhọn
error-field-missing = Thiếu giá trị này
error-field-twice = Chỉ ghi giá trị này một lần
error-field-unknown = Không có trường nào tên như vậy
error-field-type = { $wanted ->
    [text] Giá trị này phải là chuỗi ký tự
    [number] Giá trị này phải là số nguyên
    [decimal] Giá trị này phải là số
    [boolean] Giá trị này phải là true hoặc false
    [list] Giá trị này phải là danh sách
    [object] Giá trị này phải là đối tượng
    [uuid] Giá trị này phải là mã UUID
    [date] Giá trị này phải là ngày có thật, viết năm-tháng-ngày, ví dụ 2024-12-10
   *[other] Giá trị này không đúng dạng đã ghi trong mô tả của API
}
error-api-not-found = Không tìm thấy: mã hoặc địa chỉ sai, hoặc tài khoản này không xem được
error-api-changed = Hồ sơ đã thay đổi sau phiên bản bạn gửi. Đọc lại hồ sơ, xem bản mới rồi gửi lại với version mới.
error-method = Địa chỉ này không nhận phương thức vừa gửi. Tiêu đề Allow ghi các phương thức được nhận.
error-token-missing = Chưa có token. Lấy token bằng POST /api/v1/tokens rồi đặt vào tiêu đề Authorization: Bearer.
error-token-invalid = Token sai hoặc đã hết hạn. Lấy token mới bằng POST /api/v1/tokens.
error-kind-malformed = Không đọc được yêu cầu
error-kind-unauthorised = Cần token hợp lệ
error-kind-forbidden = Không có quyền
error-kind-not-found = Không tìm thấy
error-kind-method = Sai phương thức
error-kind-conflict = Trạng thái hiện tại không cho phép
error-kind-too-large = Nội dung quá lớn
error-kind-media-type = Sai loại nội dung
error-kind-invalid = Dữ liệu có chỗ sai
error-kind-busy = Quá nhiều yêu cầu
error-kind-unavailable = Tạm thời chưa trả lời được
error-kind-internal = Hệ thống gặp lỗi
