identity-sign-in = Đăng nhập
identity-login = Số định danh, mã số thuế hoặc tên đăng nhập
identity-login-hint = Người dân dùng số định danh trên thẻ căn cước (CCCD). Doanh nghiệp dùng mã số thuế. Cán bộ dùng tên đăng nhập của cơ quan.
identity-password = Mật khẩu
identity-show-password = Hiện
identity-no-account = Bạn chưa có tài khoản?
identity-have-account = Bạn đã có tài khoản?
identity-register = Đăng ký tài khoản
identity-session-ended = Phiên đã hết trước khi bạn gửi. Những trang đã lưu vẫn còn; nội dung của trang vừa rồi, kể cả tệp đã chọn, chưa được lưu. Đăng nhập để tiếp tục.
identity-session-kept = Phiên đã hết trước khi bạn gửi. Những gì bạn nhập ở trang vừa rồi còn ở đây: đăng nhập, rồi bấm một nút để gửi tiếp.
identity-lost-password = Không nhận được mã? Mang giấy tờ có ảnh đến Bộ phận Một cửa gần bạn để nhận mã, hoặc gọi { $hotline }.
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
identity-my-access = Ai đã xem dữ liệu của tôi
identity-my-data = Dữ liệu của tôi
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
identity-security-title = Bảo vệ tài khoản
identity-security-lead = Ai biết mật khẩu của bạn cũng chưa vào được tài khoản nếu bạn thêm một bước nữa: mã sáu chữ số do ứng dụng trên điện thoại của bạn tạo ra.
identity-security-back = Quay lại, không đổi gì
identity-totp-title = Mã từ ứng dụng
identity-totp-none = Chưa có. Bạn cần một ứng dụng tạo mã trên điện thoại (loại theo chuẩn TOTP); ứng dụng tạo mã cả khi không có mạng.
identity-totp-since = Thêm lúc
identity-totp-used = Dùng gần nhất
identity-totp-add = Thêm ứng dụng tạo mã
identity-totp-add-lead = Nhập mật khẩu để chắc rằng chính bạn thêm. Bước sau, ứng dụng đọc một mã QR và bạn nhập mã đầu tiên.
identity-totp-add-go = Tiếp tục
identity-totp-needed = Mật khẩu đúng. Tài khoản cán bộ chỉ vào được khi có bước thứ hai, nên hãy thêm ứng dụng tạo mã trước.
identity-totp-scan = Mở ứng dụng tạo mã trên điện thoại, chọn thêm tài khoản rồi quét mã QR này.
identity-totp-picture = Mã QR cho ứng dụng tạo mã
identity-totp-open = Mở bằng ứng dụng trên chính máy này
identity-totp-letters = Không quét được thì nhập dãy chữ này vào ứng dụng:
identity-totp-finish = Xong, bật bước thứ hai
identity-totp-elsewhere = Sau khi bật, mọi nơi khác đang dùng tài khoản này đều bị đăng xuất. Trang này giữ trong mười phút.
identity-totp-remove = Gỡ ứng dụng tạo mã
identity-totp-remove-lead = Sau khi gỡ, không cần mã của ứng dụng nữa. Nếu không có khóa truy cập nào thì chỉ cần mật khẩu là vào được tài khoản, và mã dự phòng cũng hết dùng.
identity-totp-remove-go = Gỡ ứng dụng
identity-totp-removed = Ứng dụng tạo mã đã gỡ
identity-code-first = Mã đang hiện trong ứng dụng
identity-code-first-hint = Sáu chữ số, đổi sau mỗi 30 giây
identity-codes-title = Mã dự phòng
identity-codes-left = Còn { $count } mã. Mỗi mã dùng được một lần, khi bạn không có điện thoại bên mình.
identity-codes-few = Mã dự phòng sắp hết. Tạo mười mã mới để không bị kẹt ở ngoài.
identity-codes-renew = Tạo mã dự phòng mới
identity-codes-renew-lead = Mười mã mới thay cho tất cả mã cũ. Mã cũ không dùng được nữa.
identity-codes-renew-go = Tạo mười mã
identity-codes-keep = Mất điện thoại thì bạn vào bằng một trong các mã này thay cho mã của ứng dụng. In ra hoặc chép lại, cất nơi chỉ bạn lấy được.
identity-codes-once = Trang này chỉ hiện một lần. Mỗi mã dùng được một lần.
identity-codes-done = Tôi đã cất các mã

identity-factor-title = Bước thứ hai
identity-factor-lead = Mật khẩu đúng. Tài khoản này cần thêm một mã.
identity-code = Mã
identity-code-hint = Sáu chữ số đang hiện trong ứng dụng, hoặc một mã dự phòng
identity-factor-again = Đăng nhập bằng tài khoản khác
identity-factor-lost = Không còn ứng dụng và không còn mã dự phòng? Mang giấy tờ có ảnh đến Bộ phận Một cửa gần bạn, hoặc gọi { $hotline }.

identity-mail-factor-added-subject = Tài khoản của bạn có thêm bước thứ hai khi đăng nhập
identity-mail-factor-added-body =
    Kính gửi { $name },

    Tài khoản của bạn vừa có thêm ứng dụng tạo mã. Từ nay, đăng nhập cần mật khẩu và một mã.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-factor-removed-subject = Bước thứ hai khi đăng nhập đã gỡ
identity-mail-factor-removed-body =
    Kính gửi { $name },

    Ứng dụng tạo mã của tài khoản bạn vừa bị gỡ. Từ nay, đăng nhập không cần mã của ứng dụng.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-codes-made-subject = Tài khoản của bạn có mã dự phòng mới
identity-mail-codes-made-body =
    Kính gửi { $name },

    Mười mã dự phòng mới vừa được tạo cho tài khoản của bạn. Các mã trước đó không dùng được nữa.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-code-used-subject = Có người đăng nhập bằng mã dự phòng của bạn
identity-mail-code-used-body =
    Kính gửi { $name },

    Một mã dự phòng của tài khoản bạn vừa được dùng để đăng nhập. Mã đó không dùng được nữa.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.

identity-limit-account = Đăng nhập một tài khoản, từ một địa chỉ hoặc một thiết bị đã biết
identity-limit-everywhere = Đăng nhập một tài khoản, từ mọi nơi trừ thiết bị đã biết; quá số này là đang bị dò mật khẩu
identity-limit-attacked = Đăng nhập một tài khoản đang bị dò mật khẩu, từ mỗi địa chỉ
identity-limit-address = Đăng nhập, từ một địa chỉ
identity-limit-factor = Nhập mã của bước thứ hai, cho một tài khoản
identity-limit-recover = Nhập mã nhận tại quầy, cho một tài khoản từ một địa chỉ
identity-limit-recover-address = Nhập mã nhận tại quầy, từ một địa chỉ
identity-limit-register = Đăng ký tài khoản, từ một địa chỉ

identity-menu-group = Người dân
identity-menu-recover = Lấy lại tài khoản
identity-recover-title = Lấy lại tài khoản cho người dân
identity-recover-lead = Chỉ làm khi người dân có mặt và đưa giấy tờ có ảnh. Bạn in một mã dùng một lần; người dân tự đặt mật khẩu mới trên máy của họ hoặc máy dành cho người dân, không phải trên máy của bạn. Việc này được ghi lại và chủ tài khoản được báo.
identity-recover-name-hint = Đúng như trên giấy tờ
identity-recover-document = Giấy tờ đã xem
identity-recover-choose = Chọn một loại
identity-recover-document-card = Thẻ căn cước (CCCD)
identity-recover-document-passport = Hộ chiếu
identity-recover-document-other = Giấy tờ khác có ảnh
identity-recover-number = Số của giấy tờ
identity-recover-drops = Người dân cũng mất ứng dụng tạo mã hoặc khóa truy cập: gỡ mọi bước thứ hai khi đăng nhập
identity-recover-give = Tạo mã
identity-slip-title = Mã lấy lại tài khoản
identity-slip-lead = In trang này, hoặc chép mã rồi đưa cho người dân. Mã dùng được một lần, trong một giờ.
identity-slip-where = Người dân đặt mật khẩu mới tại:
identity-slip-once = Trang này chỉ hiện một lần. Mã tạo trước đó cho người này không dùng được nữa.
identity-slip-next = Người tiếp theo
identity-use-slip-title = Đặt mật khẩu mới bằng mã nhận tại quầy
identity-use-slip-lead = Bộ phận Một cửa in mã cho bạn khi bạn đến cùng giấy tờ. Mã dùng được một lần, trong một giờ. Sau khi đặt mật khẩu mới, mọi nơi đang dùng tài khoản này đều bị đăng xuất.
identity-use-slip-code = Mã nhận tại quầy
identity-use-slip-code-hint = Mười chữ cái và chữ số, có dấu gạch ở giữa
identity-recovered = Mật khẩu mới đã đặt. Đăng nhập bằng mật khẩu đó.

identity-mail-recovery-given-subject = Có người nhận mã lấy lại tài khoản của bạn tại quầy
identity-mail-recovery-given-body =
    Kính gửi { $name },

    Bộ phận Một cửa vừa đưa một mã để đặt lại mật khẩu tài khoản của bạn cho người đến cùng giấy tờ mang tên bạn.

    Nếu không phải bạn, gọi ngay đường dây hướng dẫn của tỉnh.
identity-mail-recovered-subject = Tài khoản của bạn có mật khẩu mới
identity-mail-recovered-body =
    Kính gửi { $name },

    Mật khẩu tài khoản của bạn vừa được đặt lại bằng mã nhận tại quầy. Mọi nơi đang dùng tài khoản đã bị đăng xuất.

    Nếu không phải bạn, gọi ngay đường dây hướng dẫn của tỉnh.

identity-permission-recover = Đưa cho người dân có mặt tại quầy mã lấy lại tài khoản
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
identity-error-client-above = Máy này có quyền bạn không được giao. Người quản trị của tỉnh cấp mã bí mật mới cho máy.
identity-error-grant-type = Địa chỉ này chỉ nhận grant_type=client_credentials

identity-permission-manage = Quản lý tài khoản và vai trò của cán bộ

identity-sign-in-wrong = Số định danh, tên đăng nhập hoặc mật khẩu không đúng
identity-error-login-missing = Nhập số định danh hoặc tên đăng nhập
identity-error-password-missing = Nhập mật khẩu
identity-error-password-short = Mật khẩu có { $found } ký tự, cần ít nhất 12 ký tự hoặc ít nhất 3 từ
identity-error-password-long = Mật khẩu có { $found } ký tự, nhiều nhất là { $most }
identity-error-password-digits = Mật khẩu chỉ gồm chữ số, thêm chữ cái hoặc dấu
identity-error-password-simple = Mật khẩu lặp lại quá ít ký tự, dùng ít nhất 5 ký tự khác nhau
identity-error-password-common = Mật khẩu này gồm những từ ai cũng đoán được, chọn mật khẩu khác
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
identity-error-role-apart = Tài khoản này giữ, trong cùng thời gian, một vai trò không được đi cùng vai trò đã chọn. Kết thúc vai trò kia trước, hoặc mở tài khoản khác.
identity-error-reach = Phạm vi là unit (chỉ đơn vị) hoặc below (cả các đơn vị bên dưới)
identity-error-address = Nơi cư trú có từ 5 đến 300 ký tự, hoặc để trống
identity-error-contact-changed = Thông tin này vừa được sửa ở nơi khác. Xem lại những gì bạn nhập rồi lưu lần nữa.
identity-error-step-ended = Bước trước đã quá mười phút hoặc đã dùng xong. Bắt đầu lại từ mật khẩu.
identity-error-app-there = Tài khoản này đã có ứng dụng tạo mã
identity-error-app-gone = Tài khoản này không còn ứng dụng tạo mã
identity-error-code-missing = Nhập mã đang hiện trong ứng dụng, hoặc một mã dự phòng
identity-error-code-wrong = Mã không đúng, hoặc đã dùng rồi. Chờ ứng dụng hiện mã mới rồi nhập lại.
identity-error-code-first = Mã không khớp với ứng dụng. Xem điện thoại có đúng giờ không, chờ mã mới rồi nhập lại.
identity-error-recover-nobody = Không có tài khoản nào có số định danh và họ tên này. So lại từng chữ với giấy tờ.
identity-error-recover-wrong = Số định danh hoặc mã không đúng, hoặc mã đã hết hạn. Xem lại mã, hoặc nhận mã mới tại quầy.
identity-error-document = Chọn loại giấy tờ bạn đã xem
identity-error-document-number = Nhập số của giấy tờ
identity-error-slip-missing = Nhập mã nhận tại quầy
identity-error-factor-first = Tài khoản cán bộ cần bước thứ hai. Đăng nhập trên trang một lần để thêm ứng dụng tạo mã, rồi gửi mã trong trường factor.

identity-reform-assignments = Phân công chuyển sang đơn vị mới
identity-reform-officers = Cán bộ có phân công được chuyển
identity-reform-delegations = Ủy quyền còn hạn sau ngày hiệu lực ở các đơn vị kết thúc: hết hiệu lực cùng đơn vị, cần ủy quyền lại ở đơn vị mới
identity-reform-deputies = Đợt vắng mặt có người làm thay của cán bộ được chuyển: giữ nguyên, có hiệu lực ở đơn vị mới
identity-reform-unstaffed = Địa bàn bắt đầu mà không có cán bộ nào chuyển đến; phân công từ ngày hiệu lực
identity-reform-nobody = Sau ngày hiệu lực { $name } không còn cán bộ nào. Phân công cán bộ, hoặc sửa kế hoạch.
