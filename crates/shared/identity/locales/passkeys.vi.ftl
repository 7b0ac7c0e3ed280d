identity-passkeys-title = Khóa truy cập (passkey)
identity-passkeys-lead = Khóa truy cập nằm trong điện thoại, máy tính hoặc khóa bảo mật của bạn. Bạn mở nó bằng vân tay, khuôn mặt hoặc mã PIN của thiết bị, và vào tài khoản mà không cần mật khẩu. Khóa chỉ trả lời đúng trang này, nên trang giả không lấy được gì.
identity-passkeys-none = Chưa có khóa truy cập nào.
identity-passkeys-count = Có { $count } khóa truy cập.
identity-passkeys-open = Xem các khóa truy cập
identity-passkeys-impossible = Ở địa chỉ { $address } không dùng được khóa truy cập: trình duyệt chỉ tạo khóa cho một tên miền qua https, không tạo cho địa chỉ IP. Bạn có thể thêm ứng dụng tạo mã.
identity-passkeys-api = Token của API không dùng được khóa truy cập. Muốn lấy token, thêm cả ứng dụng tạo mã, hoặc dùng một mã dự phòng.
identity-passkey-since = Thêm lúc
identity-passkey-used = Dùng gần nhất
identity-passkey-kept = Nơi giữ
identity-passkey-backed-up = Có bản sao trên các thiết bị khác của bạn
identity-passkey-one-place = Chỉ trên một thiết bị
identity-passkey-name = Tên của khóa
identity-passkey-name-hint = Để bạn nhận ra khóa này trong danh sách, ví dụ: Điện thoại của tôi
identity-passkey-rename = Lưu tên
identity-passkey-named = Tên của khóa đã lưu
identity-passkey-unnamed = Khóa truy cập
identity-passkey-add = Thêm khóa truy cập
identity-passkey-add-lead = Nhập mật khẩu để chắc rằng chính bạn thêm. Bước sau, trình duyệt hỏi bạn muốn giữ khóa ở đâu.
identity-passkey-add-go = Tiếp tục
identity-passkey-new-lead = Bấm nút bên dưới rồi làm theo trình duyệt. Thiết bị có thể hỏi vân tay, khuôn mặt hoặc mã PIN; những thứ đó không rời khỏi thiết bị.
identity-passkey-make = Tạo khóa
identity-passkey-added = Khóa truy cập đã thêm
identity-passkey-elsewhere-out = Sau khi thêm, mọi nơi khác đang dùng tài khoản này đều bị đăng xuất. Trang này giữ trong mười phút.
identity-passkey-remove = Gỡ khóa
identity-passkey-remove-lead = Sau khi gỡ, khóa này không vào được tài khoản nữa. Nếu đây là bước thứ hai cuối cùng, chỉ cần mật khẩu là vào được, và mã dự phòng cũng hết dùng. Khóa còn nằm trong thiết bị của bạn thì xóa ở đó.
identity-passkey-remove-go = Gỡ khóa này
identity-passkey-removed = Khóa truy cập đã gỡ
identity-passkey-sign-in = Đăng nhập bằng khóa truy cập
identity-passkey-use = Dùng khóa truy cập
identity-passkey-none = Đăng nhập bằng khóa truy cập cần trình duyệt có hỗ trợ và đang bật JavaScript. Không có thì dùng mật khẩu.
identity-passkey-none-factor = Dùng khóa truy cập cần trình duyệt có hỗ trợ và đang bật JavaScript. Không có thì nhập một mã bên dưới.
identity-passkey-none-new = Thêm khóa truy cập cần trình duyệt có hỗ trợ và đang bật JavaScript. Bật JavaScript rồi mở lại trang, dùng trình duyệt khác, hoặc thêm ứng dụng tạo mã.
identity-passkey-elsewhere = Khóa truy cập chỉ dùng được ở địa chỉ này, mở trang ở đó:
identity-passkey-stopped = Trình duyệt không đưa khóa nào. Bấm nút để thử lại, hoặc dùng mật khẩu.
identity-passkey-stopped-factor = Trình duyệt không đưa khóa nào. Bấm nút để thử lại, hoặc nhập một mã.
identity-passkey-stopped-new = Trình duyệt không tạo khóa. Bấm nút để thử lại, hoặc chọn nơi giữ khác.
identity-passkey-known = Thiết bị này đã có khóa của tài khoản. Bạn không cần thêm lần nữa.
identity-factor-lead-passkey = Mật khẩu đúng. Tài khoản này cần thêm một bước: khóa truy cập, hoặc một mã.
identity-code-hint-recovery = Một mã dự phòng
identity-limit-passkey = Thử khóa truy cập, từ một địa chỉ

identity-mail-passkey-added-subject = Tài khoản của bạn có thêm khóa truy cập
identity-mail-passkey-added-body =
    Kính gửi { $name },

    Tài khoản của bạn vừa có thêm một khóa truy cập (passkey). Khóa này vào được tài khoản mà không cần mật khẩu.

    Nếu không phải bạn làm việc này, vào Tài khoản, mục Bảo vệ tài khoản, gỡ khóa đó, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-passkey-removed-subject = Một khóa truy cập của tài khoản bạn đã gỡ
identity-mail-passkey-removed-body =
    Kính gửi { $name },

    Một khóa truy cập (passkey) của tài khoản bạn vừa bị gỡ. Khóa đó không vào được tài khoản nữa.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.

identity-error-passkey-missing = Trang gửi đi không kèm khóa truy cập. Bật JavaScript rồi thử lại, hoặc đăng nhập cách khác.
identity-error-passkey-late = Trang đã quá mười phút hoặc đã được trả lời rồi. Bấm nút lần nữa trên trang này.
identity-error-passkey-origin = Khóa này trả lời cho một địa chỉ khác, nên không được nhận. Xem lại địa chỉ trên trình duyệt rồi mở trang từ địa chỉ bạn vẫn dùng.
identity-error-passkey-unverified = Khóa này không hỏi vân tay, khuôn mặt hay mã PIN, nên chỉ dùng được làm bước thứ hai. Đăng nhập bằng mật khẩu trước.
identity-error-passkey-kind = Không nhận được loại khóa này. Chọn nơi giữ khóa khác.
identity-error-passkey-copied = Khóa này trả lời như một bản sao cũ, nên không được nhận. Đăng nhập cách khác, gỡ khóa rồi thêm lại.
identity-error-passkey-wrong = Không nhận ra khóa truy cập này. Đăng nhập cách khác, hoặc thử một khóa khác.
identity-error-passkey-known = Khóa này đã có tài khoản dùng. Chọn nơi giữ khóa khác.
identity-error-passkey-many = Tài khoản có nhiều nhất 20 khóa truy cập. Gỡ khóa không dùng nữa rồi thêm lại.
identity-error-passkey-name = Đặt tên từ 1 đến 60 ký tự
identity-error-passkey-address = Ở địa chỉ này không dùng được khóa truy cập, vì khóa cần một tên miền qua https
identity-error-passkey-token = Tài khoản này chỉ có khóa truy cập, mà máy không dùng được. Đăng nhập trên trang để thêm ứng dụng tạo mã rồi gửi mã trong trường factor, hoặc gửi một mã dự phòng.
identity-error-factor-gone = Tài khoản này không còn bước thứ hai nào
