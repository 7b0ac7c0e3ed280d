identity-sign-in = Đăng nhập
identity-login = Số định danh hoặc tên đăng nhập
identity-login-hint = Người dân dùng số định danh trên thẻ căn cước (CCCD). Cán bộ dùng tên đăng nhập của cơ quan.
identity-password = Mật khẩu
identity-show-password = Hiện
identity-no-account = Bạn chưa có tài khoản?
identity-have-account = Bạn đã có tài khoản?
identity-register = Đăng ký tài khoản
identity-session-ended = Phiên đã hết trước khi bạn gửi. Những trang đã lưu vẫn còn; nội dung của trang vừa rồi, kể cả tệp đã chọn, chưa được lưu. Đăng nhập để tiếp tục.
identity-session-kept = Phiên đã hết trước khi bạn gửi. Những gì bạn nhập ở trang vừa rồi còn ở đây: đăng nhập, rồi bấm một nút để gửi tiếp.
identity-lost-password = Quên mật khẩu? Gọi { $hotline } để được hướng dẫn.
identity-signed-out = Bạn đã đăng xuất

identity-resume-title = Tiếp tục gửi những gì bạn đã nhập
identity-resume-lead = Bạn đã đăng nhập lại. Trang bạn gửi lúc phiên đã hết chưa được lưu; bấm nút dưới đây để gửi đúng những gì bạn đã nhập. Trang đó có chỗ chọn tệp thì tệp phải chọn lại.
identity-resume-act = Tiếp tục gửi
identity-resume-leave = Bỏ, không gửi

identity-register-title = Đăng ký tài khoản
identity-register-lead = Có tài khoản, bạn nộp hồ sơ, theo dõi và nhận kết quả trên mạng. Mỗi số định danh có một tài khoản.
identity-register-act = Mở tài khoản
identity-registered = Tài khoản của bạn đã mở
identity-name = Họ, chữ đệm và tên
identity-name-hint = Viết có dấu, đúng như trên thẻ căn cước
identity-number = Số định danh
identity-number-hint = 12 chữ số trên thẻ căn cước (CCCD)
identity-phone = Số điện thoại
identity-phone-hint = Cán bộ gọi số này khi hồ sơ cần trao đổi
identity-email = Thư điện tử
identity-email-hint = Bạn nhận tin về hồ sơ qua địa chỉ này
identity-address = Nơi cư trú
identity-password-hint = Ít nhất 12 ký tự, hoặc ít nhất 3 từ. Không chỉ gồm chữ số, không có số định danh hay số điện thoại của bạn.
identity-accept = Đồng ý để cơ quan nhà nước trong tỉnh dùng những thông tin này khi giải quyết hồ sơ của bạn
identity-accept-link = Dữ liệu của bạn được dùng thế nào

identity-my-title = Tài khoản của bạn
identity-my-profile = Thông tin của bạn
identity-my-unknown = Chưa có
identity-my-unproven = Cán bộ đối chiếu những thông tin này với giấy tờ khi nhận hồ sơ.
identity-my-posts = Nhiệm vụ của bạn
identity-my-no-posts = Tài khoản này chưa có nhiệm vụ nào. Người quản trị của đơn vị giao nhiệm vụ cho bạn.
identity-reach-below = Gồm cả các đơn vị bên dưới
identity-since = Từ { $day }
identity-my-links = Việc bạn có thể làm
identity-my-desk = Về bàn làm việc
identity-my-dossiers = Hồ sơ của bạn
identity-my-notices = Tin báo
identity-my-procedures = Tìm thủ tục
identity-change-password = Đổi mật khẩu
identity-change-password-lead = Sau khi đổi, mọi nơi khác đang dùng tài khoản này đều bị đăng xuất.
identity-password-current = Mật khẩu đang dùng
identity-password-new = Mật khẩu mới
identity-password-changed = Mật khẩu đã đổi

identity-contact-title = Sửa thông tin liên hệ
identity-contact-lead = Từ lúc bạn lưu, tin về hồ sơ gửi đến thư điện tử mới, và bốn số cuối của số điện thoại mới dùng được để tra cứu hồ sơ. Hồ sơ đã nộp và hồ sơ đang soạn vẫn giữ số điện thoại, địa chỉ bạn đã ghi trong đó.
identity-contact-fixed = Họ tên và số định danh không sửa ở đây, vì phải đối chiếu với giấy tờ. Nếu có chỗ sai, mang giấy tờ đến Bộ phận Một cửa gần bạn.
identity-address-hint = Số nhà, đường hoặc thôn, xã, huyện, tỉnh
identity-contact-save = Lưu thông tin
identity-contact-saved = Thông tin liên hệ đã lưu

identity-sessions-title = Phiên đăng nhập và thiết bị
identity-sessions-lead = Những nơi đang dùng tài khoản này. Thấy nơi nào không phải của bạn thì kết thúc ngay.
identity-sessions-list = Đang đăng nhập
identity-session-own = Phiên bạn đang dùng
identity-session-token = Token của máy
identity-session-begun = Đăng nhập lúc { $at }
identity-session-seen = Dùng gần nhất lúc { $at }
identity-session-ends = Tự hết lúc { $at }
identity-session-end = Kết thúc phiên này
identity-sessions-end-others = Kết thúc mọi phiên khác
identity-sessions-ended-one = Phiên đã kết thúc
identity-sessions-ended-others = Mọi phiên khác đã kết thúc
identity-place-same = Từ mạng bạn đang dùng
identity-place-other = Từ một mạng khác
identity-place-unknown = Không rõ từ mạng nào
identity-device-unknown = Thiết bị không rõ loại
identity-devices-news = Thiết bị mới
identity-devices-news-help = Những thiết bị này đăng nhập lần đầu. Nếu không phải bạn, bấm nút ở mục mất thiết bị bên dưới rồi đặt mật khẩu mới.
identity-devices-accept = Đúng là thiết bị của tôi
identity-devices-accepted = Đã ghi nhận thiết bị của bạn
identity-devices-flash = Có thiết bị mới đã đăng nhập tài khoản này. Mở mục Phiên đăng nhập để xem có phải của bạn không.
identity-stolen-title = Bị mất hoặc bị lấy thiết bị
identity-stolen-lead = Một lần bấm kết thúc mọi phiên và mọi token, ở mọi nơi, kể cả thiết bị đã mất. Sau đó bạn đặt mật khẩu mới ngay tại đây.
identity-stolen-act = Kết thúc tất cả và đặt mật khẩu mới
identity-stolen-ended = Mọi phiên và token đã kết thúc. Đặt mật khẩu mới ngay bây giờ.
identity-stolen-hint = Bị mất thiết bị?
identity-stolen-link = Đăng nhập để kết thúc mọi phiên
identity-mail-device-subject = Thiết bị mới đăng nhập tài khoản của bạn
identity-mail-device-body =
    Chào { $name },

    Lúc { $at }, tài khoản dịch vụ công của bạn đã đăng nhập từ một thiết bị mới: { $device }.

    Nếu là bạn thì không cần làm gì. Nếu không phải bạn, vào Tài khoản, mục Phiên đăng nhập và thiết bị, kết thúc mọi phiên rồi đặt mật khẩu mới. Thư này không có đường dẫn nào để bấm.

identity-limit-account = Đăng nhập một tài khoản, từ một địa chỉ hoặc một thiết bị đã biết
identity-limit-everywhere = Đăng nhập một tài khoản, từ mọi nơi trừ thiết bị đã biết; quá số này là đang bị dò mật khẩu
identity-limit-attacked = Đăng nhập một tài khoản đang bị dò mật khẩu, từ mỗi địa chỉ
identity-limit-address = Đăng nhập, từ một địa chỉ
identity-limit-register = Đăng ký tài khoản, từ một địa chỉ

identity-admin-group = Quản trị
identity-clients-title = Máy của đơn vị
identity-clients-lead = Máy của đơn vị gọi API bằng mã và khóa bí mật của mình, nhận token 15 phút, chỉ có những quyền ghi ở đây và chỉ trong một đơn vị.
identity-clients-list = Các máy
identity-clients-none = Chưa có máy nào.
identity-client-name = Tên máy
identity-client-name-hint = Ví dụ: Trục tích hợp của tỉnh
identity-client-unit = Đơn vị
identity-client-unit-code = Mã đơn vị
identity-client-unit-hint = Ví dụ 44 hoặc 450.mot-cua
identity-client-scopes = Quyền
identity-client-secrets = Khóa bí mật
identity-client-acts = Việc có thể làm
identity-client-secret-since = Đang dùng, tạo lúc { $at }
identity-client-secret-until = Khóa cũ, hết lúc { $at }
identity-client-secret-new = Khóa bí mật mới
identity-client-secret-once = Khóa chỉ hiện một lần. Chép vào máy đó ngay bây giờ; khóa trước còn dùng được 7 ngày nữa.
identity-client-is-ended = Đã ngừng
identity-client-renew = Tạo khóa mới
identity-client-end = Ngừng máy này
identity-client-ended = Máy đã ngừng, mọi token của máy đã hết
identity-client-new = Thêm máy
identity-client-open = Thêm và tạo khóa
identity-limit-client = Lấy token cho máy, từ một địa chỉ
identity-error-client = Mã hoặc khóa bí mật của máy không đúng, máy đã ngừng, hoặc máy không có quyền được hỏi
identity-error-client-name = Tên máy có từ 3 đến 80 ký tự
identity-error-client-scopes = Chọn ít nhất một quyền trong danh sách
identity-error-grant-type = Địa chỉ này chỉ nhận grant_type=client_credentials

identity-permission-manage = Quản lý tài khoản và vai trò của cán bộ

identity-sign-in-wrong = Số định danh, tên đăng nhập hoặc mật khẩu không đúng
identity-error-login-missing = Nhập số định danh hoặc tên đăng nhập
identity-error-password-missing = Nhập mật khẩu
identity-error-password-short = Mật khẩu có { $found } ký tự, cần ít nhất 12 ký tự hoặc ít nhất 3 từ
identity-error-password-long = Mật khẩu có { $found } ký tự, nhiều nhất là { $most }
identity-error-password-digits = Mật khẩu chỉ gồm chữ số, thêm chữ cái hoặc dấu
identity-error-password-simple = Mật khẩu lặp lại quá ít ký tự, dùng ít nhất 5 ký tự khác nhau
identity-error-password-personal = Mật khẩu có chứa số định danh, số điện thoại hoặc tên đăng nhập, chọn mật khẩu khác
identity-error-password-current = Mật khẩu đang dùng không đúng
identity-error-password-same = Mật khẩu mới giống mật khẩu đang dùng, chọn mật khẩu khác
identity-error-name-missing = Nhập họ, chữ đệm và tên
identity-error-name = Tên chỉ gồm chữ cái, dấu cách, dấu gạch nối, từ 2 đến 120 ký tự
identity-error-number-missing = Nhập số định danh
identity-error-number-taken = Số định danh này đã có tài khoản. Đăng nhập, hoặc gọi đường dây hướng dẫn nếu không phải bạn mở tài khoản đó.
identity-error-phone-missing = Nhập số điện thoại
identity-error-accept = Đánh dấu vào ô đồng ý để mở tài khoản
identity-error-quota = Hôm nay đã có { $most } tài khoản mở từ nơi bạn đang dùng mạng. Quay lại ngày mai, hoặc đến Bộ phận Một cửa gần bạn.
identity-error-login = Tên đăng nhập có 3 đến 64 ký tự: chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới, @; bắt đầu bằng chữ
identity-error-login-taken = Tên đăng nhập này đã có người dùng
identity-error-unit = Không có đơn vị nào có mã { $code }
identity-error-role = Không có vai trò { $role }
identity-error-reach = Phạm vi là unit (chỉ đơn vị) hoặc below (cả các đơn vị bên dưới)
identity-error-address = Nơi cư trú có từ 5 đến 300 ký tự, hoặc để trống
identity-error-contact-changed = Thông tin này vừa được sửa ở nơi khác. Xem lại những gì bạn nhập rồi lưu lần nữa.
