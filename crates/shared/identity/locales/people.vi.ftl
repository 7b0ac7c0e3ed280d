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
identity-error-role-above = Tài khoản này có vai trò bạn không được giao, nên bạn không gửi được thư mời. Người giao vai trò đó làm việc này.
identity-error-own-account = Bạn không thay đổi tài khoản của chính mình. Người quản trị khác làm việc này.
identity-error-locked = Tài khoản đang khóa. Mở khóa rồi gửi thư mời.
identity-error-invitation = Thư mời này không còn dùng được: đã dùng rồi, quá 72 giờ, hoặc có thư mời mới hơn. Nhờ người quản trị của đơn vị gửi lại.

identity-delegations-title = Ủy quyền
identity-delegations-lead = Bạn cho một cán bộ khác dùng một số quyền của bạn ở một đơn vị, trong một thời gian. Người được ủy quyền không ủy quyền tiếp. Việc làm theo ủy quyền ghi cả hai tên trong nhật ký và trên giấy in.
identity-delegations-none = Chưa có ủy quyền nào
identity-delegation-to = Bạn ủy quyền cho { $name }
identity-delegation-from = { $name } ủy quyền cho bạn
identity-delegation-rights = Quyền
identity-delegation-basis = Căn cứ
identity-delegation-basis-hint = Số, ký hiệu và ngày của giấy ủy quyền hoặc quyết định. Không ghi thông tin của người nộp hồ sơ.
identity-delegation-unit-ended = Hết hiệu lực: đơn vị này đã kết thúc. Khi cần, ủy quyền lại ở đơn vị mới.
identity-delegation-holds = Đang có hiệu lực, khi người ủy quyền còn quyền đó
identity-delegation-end = Kết thúc ủy quyền ngay
identity-delegation-ended = Ủy quyền đã kết thúc
identity-delegation-new = Ủy quyền mới
identity-delegation-of-unit = Xem quyền ở đơn vị này
identity-delegation-login = Tên đăng nhập của người được ủy quyền
identity-delegation-login-hint = Ví dụ: le.thi.mau
identity-delegation-give = Ủy quyền
identity-delegation-given = Đã ủy quyền
identity-delegation-nothing = Bạn không có quyền nào được ủy quyền cho người khác.
identity-delegation-sample = Lời văn và danh sách quyền được ủy quyền là mẫu [SAMPLE], cho đến khi tỉnh quy định.
identity-error-delegate = Không có cán bộ nào dùng tên đăng nhập này
identity-error-delegate-self = Chọn người khác, không phải chính bạn
identity-error-delegate-rights = Chọn ít nhất một quyền mà chính bạn có ở đơn vị này. Quyền bạn được ủy quyền thì không ủy quyền tiếp.
identity-error-delegate-until = Nhập ngày cuối của ủy quyền
identity-error-delegate-period = Ngày cuối phải sau ngày đầu, chưa qua, và cách ngày đầu nhiều nhất 366 ngày
identity-error-basis = Ghi căn cứ trên một dòng, từ 5 đến 200 ký tự
identity-error-delegation-over = Ủy quyền này đã kết thúc

identity-right-dossiers-read = Xem hồ sơ của đơn vị
identity-right-dossiers-receive = Tiếp nhận hồ sơ
identity-right-dossiers-handle = Xử lý hồ sơ
identity-right-dossiers-approve = Phê duyệt hồ sơ
identity-right-dossiers-assign = Phân công hồ sơ
identity-right-dossiers-override = Quyết định ngoại lệ có lý do
identity-right-dossiers-deliver = Trả kết quả
identity-right-payments-read = Xem các khoản nộp
identity-right-payments-take = Thu phí, lệ phí tại quầy
