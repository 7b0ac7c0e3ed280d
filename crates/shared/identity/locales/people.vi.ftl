identity-menu-group = Quản trị
identity-people-title = Tài khoản cán bộ
identity-people-crumbs = Vị trí trang
identity-people-new = Mở tài khoản cán bộ
identity-people-new-lead = Cán bộ nhận thư mời ở địa chỉ dưới đây và tự đặt mật khẩu. Thư mời dùng được một lần, trong 72 giờ.
identity-people-open = Mở tài khoản và gửi thư mời
identity-people-opened = Tài khoản đã mở, thư mời đang được gửi
identity-people-back = Về danh sách
identity-people-find = Tên hoặc tên đăng nhập
identity-people-search = Tìm
identity-people-all-units = Mọi đơn vị bạn quản trị
identity-people-found = { $shown } trong { $total } tài khoản
identity-people-none = Không có tài khoản nào khớp trong các đơn vị bạn quản trị.
identity-people-login = Tên đăng nhập
identity-people-login-hint = Chữ không dấu, chữ số, dấu chấm, gạch nối; bắt đầu bằng chữ. Ví dụ: le.thi.mau
identity-people-email-hint = Thư mời gửi đến địa chỉ này. Địa chỉ không được giữ lại sau khi gửi.
identity-people-posts = Vai trò
identity-people-no-posts = Không có vai trò nào
identity-people-state = Trạng thái
identity-people-is-active = Đang dùng
identity-people-is-locked = Đã khóa
identity-people-unit = Đơn vị
identity-people-choose-unit = Chọn đơn vị
identity-people-role = Vai trò
identity-people-choose-role = Chọn vai trò
identity-people-position = Chức danh
identity-people-position-hint = Ví dụ: Chuyên viên
identity-people-below = Gồm cả các đơn vị bên dưới
identity-people-from = Ngày đầu
identity-people-from-hint = Để trống: từ bây giờ
identity-people-to = Ngày cuối
identity-people-to-hint = Để trống: đến khi có người kết thúc
identity-people-period = Thời gian
identity-people-between = Từ { $from } đến hết { $to }
identity-people-ended = Đã kết thúc
identity-people-later = Chưa bắt đầu
identity-people-holds = Đang giữ
identity-people-last-day = Ngày cuối
identity-people-end = Kết thúc
identity-people-end-hint = Để trống ngày cuối thì vai trò kết thúc ngay. Vai trò chưa bắt đầu thì bị bỏ.
identity-people-role-ended = Vai trò đã được đặt ngày kết thúc
identity-people-give = Giao vai trò
identity-people-assigned = Đã giao vai trò
identity-people-account = Tài khoản
identity-people-invite = Gửi thư mời đặt mật khẩu
identity-people-invite-hint = Khi cán bộ quên mật khẩu: người đó mở thư và đặt mật khẩu mới. Thư mời cũ không dùng được nữa.
identity-people-invited = Thư mời đang được gửi
identity-people-waiting = Một thư mời đang chờ, dùng được đến { $until }
identity-people-lock-hint = Mất máy thì kết thúc mọi phiên. Khóa tài khoản thì không ai đăng nhập hay làm việc bằng tài khoản đó được nữa, cho đến khi mở lại.
identity-people-lock = Khóa tài khoản
identity-people-locked = Tài khoản đã khóa, mọi phiên đã kết thúc
identity-people-unlock = Mở khóa
identity-people-unlocked = Tài khoản dùng được trở lại
identity-people-end-sessions = Kết thúc mọi phiên
identity-people-sessions-ended = Mọi phiên của tài khoản đã kết thúc
identity-people-own = Đây là tài khoản của bạn. Người quản trị khác thay đổi tài khoản này, bạn thì không.

identity-invited-title = Đặt mật khẩu cho tài khoản cán bộ
identity-invited-lead = { $name }, tên đăng nhập của bạn là { $login }. Đặt mật khẩu rồi đăng nhập.
identity-invited-act = Đặt mật khẩu
identity-invited-done = Mật khẩu đã đặt. Đăng nhập bằng tên đăng nhập của cơ quan.
identity-mail-invited-subject = Tài khoản cán bộ của bạn: đặt mật khẩu
identity-mail-invited-body =
    Kính gửi { $name },

    Người quản trị đã mở hoặc đặt lại tài khoản cán bộ của bạn. Tên đăng nhập: { $login }

    Mở địa chỉ sau trong { $hours } giờ để đặt mật khẩu. Địa chỉ dùng được một lần, không gửi cho người khác:
    { $link }

    Nếu bạn không chờ thư này, báo cho người quản trị của đơn vị.

identity-error-role-missing = Chọn vai trò
identity-error-role-giver = Bạn không giao được vai trò này ở đơn vị đã chọn
identity-error-unit-unknown = Chọn một đơn vị trong danh sách
identity-error-position = Chức danh có nhiều nhất 120 ký tự
identity-error-day = Viết ngày theo mẫu năm-tháng-ngày, ví dụ 2024-12-31
identity-error-period = Ngày cuối không được trước ngày đầu hoặc trước hôm nay
identity-error-role-ended = Vai trò này đã kết thúc vào lúc đó hoặc sớm hơn
identity-error-email-missing = Nhập địa chỉ thư điện tử
identity-error-elsewhere = Tài khoản này còn vai trò ở đơn vị bạn không quản trị. Người quản trị cấp trên làm việc này.
identity-error-own-account = Bạn không thay đổi tài khoản của chính mình. Người quản trị khác làm việc này.
identity-error-locked = Tài khoản đang khóa. Mở khóa rồi gửi thư mời.
identity-error-invitation = Thư mời này không còn dùng được: đã dùng rồi, quá 72 giờ, hoặc có thư mời mới hơn. Nhờ người quản trị của đơn vị gửi lại.
