# Contacts that are proven, and codes that are sent to them.
identity-way-email = Thư điện tử
identity-way-phone = Tin nhắn tới điện thoại
identity-proven-title = Nơi nhận mã và tin về tài khoản
identity-proven-lead = Mã chỉ gửi tới nơi bạn đã xác nhận. Nơi đã xác nhận giúp bạn lấy lại mật khẩu từ nhà, và nhận tin khi cách đăng nhập thay đổi.
identity-proven-value = Đã xác nhận
identity-proven-since = Từ lúc
identity-proven-step = Bước thứ hai khi đăng nhập
identity-proven-step-yes = Nhận mã ở đây
identity-proven-step-no = Không nhận mã ở đây
identity-proven-add-email = Xác nhận thư điện tử
identity-proven-add-phone = Xác nhận số điện thoại
identity-proven-add-lead = Chúng tôi gửi một mã sáu chữ số tới đó. Nhập mã là xong.
identity-proven-change-email = Đổi thư điện tử
identity-proven-change-phone = Đổi số điện thoại
identity-proven-done = Đã xác nhận nơi nhận mã
identity-proven-remove = Bỏ nơi này
identity-proven-remove-lead = Mã và tin về tài khoản không gửi tới đó nữa. Bạn không lấy lại mật khẩu qua đó được nữa.
identity-proven-remove-go = Bỏ nơi này
identity-proven-removed = Đã bỏ nơi nhận mã
identity-step-on = Hỏi mã gửi tới đây khi đăng nhập
identity-step-on-lead = Sau mật khẩu, trang hỏi thêm mã vừa gửi tới đó. Mọi nơi khác đang đăng nhập sẽ bị đăng xuất. Ứng dụng tạo mã an toàn hơn: tin nhắn và thư có thể bị người khác đọc.
identity-step-on-go = Hỏi mã khi đăng nhập
identity-step-off = Không hỏi mã gửi tới đây nữa
identity-step-off-lead = Sau đó đăng nhập không cần mã gửi tới nơi này. Nếu không còn cách nào khác, chỉ mật khẩu là đủ để vào.
identity-step-off-go = Không hỏi mã nữa
identity-step-is-on = Từ nay đăng nhập cần mã gửi tới nơi bạn chọn
identity-step-is-off = Đăng nhập không cần mã gửi tới nơi đó nữa
identity-sent-title = Mã qua thư điện tử và tin nhắn
identity-sent-lead = Xác nhận thư điện tử hoặc số điện thoại để lấy lại mật khẩu từ nhà, hoặc để nhận mã mỗi khi đăng nhập.
identity-sent-code-title = Nhập mã vừa gửi
identity-sent-code-lead-email = Mã đã gửi tới { $to }. Thư có thể nằm trong mục thư rác.
identity-sent-code-lead-phone = Mã đã gửi tới số { $to }.
identity-sent-code = Mã sáu chữ số
identity-sent-code-hint = Dùng trong 10 phút
identity-sent-code-go = Tiếp tục
identity-sent-again = Gửi mã khác
identity-sent-other = Nhập lại nơi nhận, lấy mã khác
identity-sent-instead = Không có ứng dụng ở đây?
identity-send-email = Gửi mã tới { $to }
identity-send-phone = Nhắn mã tới số { $to }
identity-send-code = Gửi mã
identity-ways-title = Nhận mã ở đâu?
identity-ways-lead = Mật khẩu đúng. Chọn nơi nhận mã sáu chữ số.
identity-lost-title = Quên mật khẩu: nhận mã tại nhà
identity-lost-lead = Nhập số định danh (doanh nghiệp: mã số thuế) và chọn nơi bạn đã xác nhận trong tài khoản. Nơi đang nhận mã của bước thứ hai không dùng được ở đây.
identity-lost-way = Nhận mã qua
identity-lost-counter = Chưa xác nhận nơi nào? Mang giấy tờ có ảnh đến Bộ phận Một cửa gần bạn, hoặc gọi { $hotline }.
identity-lost-code-title = Đặt mật khẩu mới bằng mã vừa gửi
identity-lost-sent = Nếu số định danh này có tài khoản và nơi bạn chọn đã được xác nhận, mã đang trên đường tới đó. Không thấy mã sau vài phút: xem lại số định danh, hoặc chọn nơi khác.
identity-lost-pause = Mọi nơi đang dùng tài khoản bị đăng xuất. Trong 24 giờ sau đó không đổi được nơi nhận mã và cách đăng nhập.
identity-lost-done = Mật khẩu mới đã đặt. Đăng nhập bằng mật khẩu đó.
identity-messages-title = Tin của bản chạy thử
identity-messages-lead = Bản chạy thử không gửi thư và tin nhắn ra ngoài. Mã, tin về tài khoản và tiêu đề thư về hồ sơ nằm ở đây bảy ngày; thư đầy đủ nằm trong thư mục mail.
identity-messages-at = Lúc
identity-messages-to = Tới
identity-messages-text = Nội dung
identity-messages-none = Chưa có tin nào.

identity-sms-contact = { $code } là mã xác nhận nơi nhận tin của bạn tại cổng dịch vụ công. Dùng trong { $minutes } phút. Không đọc mã cho ai.
identity-sms-sign-in = { $code } là mã đăng nhập cổng dịch vụ công. Dùng trong { $minutes } phút. Không đọc mã cho ai, kể cả cán bộ.
identity-sms-password = { $code } là mã đặt lại mật khẩu cổng dịch vụ công. Dùng trong { $minutes } phút. Không đọc mã cho ai, kể cả cán bộ.
identity-sms-told = { $what }. Nếu không phải bạn, gọi ngay đường dây hướng dẫn của tỉnh.
identity-mail-sent-subject = Mã của bạn tại cổng dịch vụ công
identity-mail-sent-foot = Nếu bạn không yêu cầu mã này, có người đang thử vào tài khoản của bạn. Không đưa mã cho ai và gọi đường dây hướng dẫn của tỉnh.
identity-mail-contact-proven-subject = Nơi nhận mã của tài khoản bạn đã thay đổi
identity-mail-contact-proven-body =
    Kính gửi { $name },

    Một nơi nhận mã và tin về tài khoản của bạn vừa được xác nhận hoặc đổi.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-contact-dropped-subject = Một nơi nhận mã của tài khoản bạn đã bị bỏ
identity-mail-contact-dropped-body =
    Kính gửi { $name },

    Một nơi nhận mã và tin về tài khoản của bạn vừa bị bỏ.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-codes-on-subject = Đăng nhập tài khoản của bạn từ nay cần mã được gửi
identity-mail-codes-on-body =
    Kính gửi { $name },

    Từ nay, sau mật khẩu, trang hỏi thêm mã gửi tới nơi bạn đã xác nhận.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-codes-off-subject = Đăng nhập tài khoản của bạn không cần mã được gửi nữa
identity-mail-codes-off-body =
    Kính gửi { $name },

    Một nơi nhận mã không còn được hỏi tới khi đăng nhập tài khoản của bạn.

    Nếu không phải bạn làm việc này, đổi mật khẩu ngay và gọi đường dây hướng dẫn của tỉnh.
identity-mail-replaced-subject = Mật khẩu tài khoản của bạn vừa được đặt lại
identity-mail-replaced-body =
    Kính gửi { $name },

    Mật khẩu tài khoản của bạn vừa được đặt lại bằng mã gửi tới một nơi bạn đã xác nhận. Mọi nơi đang dùng tài khoản đã bị đăng xuất. Trong 24 giờ tới không ai đổi được nơi nhận mã và cách đăng nhập.

    Nếu không phải bạn, gọi ngay đường dây hướng dẫn của tỉnh.

identity-limit-codes = Mã được gửi, cho một tài khoản
identity-limit-codes-contact = Mã được gửi, tới một địa chỉ thư hoặc số điện thoại
identity-limit-codes-address = Mã được gửi, theo yêu cầu từ một địa chỉ mạng
identity-limit-codes-typed = Nhập mã khi quên mật khẩu, từ một địa chỉ mạng
identity-limit-codes-asked = Xin mã khi quên mật khẩu của một tài khoản, từ mọi nơi; quá số này là đang bị quấy rối
identity-limit-codes-asked-address = Xin mã khi quên mật khẩu của một tài khoản đang bị quấy rối, từ mỗi địa chỉ
identity-limit-codes-everywhere = Nhập mã khi quên mật khẩu của một tài khoản, từ mọi nơi; quá số này là đang bị dò mã
identity-limit-codes-guessed = Nhập mã khi quên mật khẩu của một tài khoản đang bị dò mã, từ mỗi địa chỉ

identity-error-way = Chọn nơi nhận mã
identity-error-sent-missing = Nhập mã sáu chữ số vừa gửi
identity-error-sent-wrong = Mã không đúng. Xem lại mã mới nhất vừa gửi; mã trước đó không dùng được nữa.
identity-error-sent-ended = Mã đã quá 10 phút. Lấy mã khác.
identity-error-sent-spent = Mã này đã bị nhập sai 5 lần nên không dùng được nữa. Lấy mã khác.
identity-error-sent-gone = Mã này đã dùng rồi, hoặc trang đã quá hạn. Lấy mã khác.
identity-error-contact-shared = Nơi này đã được xác nhận cho 10 tài khoản khác. Dùng nơi khác, hoặc đến Bộ phận Một cửa.
identity-error-contact-unproven = Nơi này chưa được xác nhận
identity-error-contact-step = Nơi này đang nhận mã khi đăng nhập. Thôi hỏi mã ở đó trước, rồi bỏ.
identity-error-pause = Mật khẩu vừa được đặt lại, nên cách đăng nhập và nơi liên hệ chưa đổi được. Quay lại sau { $hours } giờ nữa.
identity-error-factor-sent = Tài khoản này nhận mã qua thư hoặc tin nhắn, không gửi được trong trường factor. Thêm ứng dụng tạo mã để lấy token.
