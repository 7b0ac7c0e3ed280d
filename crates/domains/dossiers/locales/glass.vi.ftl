dossiers-right-glass = Mở khẩn cấp một hồ sơ để đọc
dossiers-right-glass-review = Xem xét các lần mở khẩn cấp
dossiers-menu-glass = Mở khẩn cấp
dossiers-menu-glass-review = Xem xét mở khẩn cấp
dossiers-limit-glass = Lần mở khẩn cấp của một tài khoản
dossiers-glass-lead = Khi cần gấp và không có quyền, bạn mở được một hồ sơ để đọc trong { $hours } giờ. Lãnh đạo, người phụ trách bảo vệ dữ liệu và người nộp hồ sơ được báo ngay. Mọi lần xem đều được ghi lại và đánh dấu. Bạn không làm được việc gì trên hồ sơ đó.
dossiers-glass-new = Mở một hồ sơ
dossiers-glass-code = Mã hồ sơ
dossiers-glass-code-hint = Mã hồ sơ hoặc mã nộp, ví dụ 000.00.31.H46-241210-0001
dossiers-glass-reason = Lý do
dossiers-glass-reason-hint = Ít nhất 20 ký tự. Người xem xét đọc lý do này.
dossiers-glass-proof-code = Mã xác thực
dossiers-glass-proof-code-hint = Mã 6 số của ứng dụng xác thực, hoặc một mã khôi phục
dossiers-glass-proof-password = Mật khẩu đang dùng của bạn
dossiers-glass-act = Mở để đọc
dossiers-glass-own = Các lần bạn đã mở
dossiers-glass-dossier = Hồ sơ
dossiers-glass-until = Đọc được đến
dossiers-glass-open-until = Đọc được đến { $at }
dossiers-glass-banner = Bạn đọc hồ sơ này nhờ mở khẩn cấp, đến { $at }. Mọi lần xem đều được ghi lại, người nộp và người phụ trách bảo vệ dữ liệu biết.
dossiers-glass-over = Đã hết hạn đọc
dossiers-glass-state = Xem xét
dossiers-glass-waits = Chờ xem xét
dossiers-glass-looks = { $count } lần xem
dossiers-glass-review-lead = Cán bộ đã mở những hồ sơ này khi không có quyền. Đọc lý do, rồi ghi nhận là đã xem xét.
dossiers-glass-review = Đã xem xét
dossiers-glass-reviewed = Đã ghi nhận việc xem xét
dossiers-glass-reviewed-by = { $name } đã xem xét, { $at }
dossiers-looks-go-on = Trang này không có lượt nào thuộc đơn vị của bạn. Mở trang sau để xem các lượt cũ hơn.
dossiers-glass-none = Chưa có hồ sơ nào bị mở khẩn cấp.
dossiers-desk-look-glass = mở khẩn cấp
dossiers-notice-glass = Một cán bộ ngoài đơn vị giải quyết đã mở khẩn cấp hồ sơ { $code } để đọc
dossiers-mail-glass-subject = Hồ sơ { $code } được mở khẩn cấp để đọc
dossiers-mail-glass-body =
    Kính gửi { $name },

    Một cán bộ không giải quyết hồ sơ { $code } ({ $procedure }) đã mở hồ sơ để đọc, có nêu lý do. Lãnh đạo và người phụ trách bảo vệ dữ liệu cá nhân đã được báo và sẽ xem xét.

    Mục "Ai đã xem dữ liệu của tôi" trong tài khoản của bạn cho biết ai đã xem và lúc nào.
dossiers-mail-glass-watch-subject = Có người mở khẩn cấp hồ sơ { $code }
dossiers-mail-glass-watch-body =
    Cán bộ { $officer } không có quyền với hồ sơ { $code } và đã mở khẩn cấp để đọc trong { $hours } giờ.

    Lý do và các lần xem có trong mục "Xem xét mở khẩn cấp". Đọc lý do rồi ghi nhận là đã xem xét.
dossiers-error-glass-code = Không có hồ sơ nào mang mã này
dossiers-error-glass-reason = Viết lý do dài ít nhất 20 ký tự
dossiers-error-glass-proof = Xác thực lại trước khi mở khẩn cấp
dossiers-error-glass-needless = Bạn có quyền với hồ sơ này, không cần mở khẩn cấp. Tìm hồ sơ theo mã.
dossiers-error-glass-open = Bạn đang đọc được hồ sơ này rồi, xem danh sách bên dưới
dossiers-error-glass-own = Người khác xem xét lần mở của bạn
dossiers-error-glass-reviewed = Đã có người xem xét lần mở này
