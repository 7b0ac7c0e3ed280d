# Accounts of businesses and the people who represent them.
identity-tax-code = Mã số thuế
identity-tax-code-hint = 10 chữ số, hoặc 13 chữ số của đơn vị phụ thuộc, như trên giấy đăng ký
identity-business-name = Tên doanh nghiệp, tổ chức
identity-business-name-hint = Như trên giấy đăng ký doanh nghiệp, hợp tác xã hoặc quyết định thành lập
identity-business-address = Địa chỉ trụ sở
identity-business-profile = Thông tin doanh nghiệp
identity-businesses-title = Doanh nghiệp bạn đại diện
identity-businesses-lead = Doanh nghiệp có tài khoản riêng: đăng nhập bằng mã số thuế, nộp và theo dõi hồ sơ dưới tên mình. Bạn chỉ đại diện khi chính bạn nhận lời.
identity-businesses-none = Bạn chưa đại diện cho doanh nghiệp nào.
identity-business-new = Mở tài khoản doanh nghiệp
identity-business-new-lead = Người chịu trách nhiệm là bạn, { $name }. Bạn là người đại diện đầu tiên. Cán bộ đối chiếu thông tin với giấy tờ khi nhận hồ sơ.
identity-business-household = Hộ kinh doanh dùng số định danh của chủ hộ làm mã số thuế, nên nộp hồ sơ bằng tài khoản công dân của chủ hộ.
identity-business-password = Mật khẩu của doanh nghiệp
identity-business-password-now = Mật khẩu đang dùng của doanh nghiệp
identity-business-accept = Tôi được quyền mở tài khoản cho doanh nghiệp này và đồng ý để họ tên, số định danh của tôi nằm trong hồ sơ của doanh nghiệp
identity-business-open = Mở tài khoản
identity-business-opened = Tài khoản doanh nghiệp đã mở. Đăng nhập bằng mã số thuế và mật khẩu vừa đặt.
identity-business-for = Doanh nghiệp, tổ chức có tài khoản riêng.
identity-business-for-link = Đăng nhập bằng tài khoản của bạn để mở
identity-business-standing = Tình trạng
identity-business-is-asked = Mời bạn đại diện
identity-business-is-holds = Bạn đang đại diện
identity-business-is-ended = Đã thôi
identity-business-from = Đại diện từ
identity-business-until = Thôi từ
identity-business-asks = Nhận lời thì doanh nghiệp thấy họ tên và số định danh của bạn, và ghi chúng vào hồ sơ bạn đứng ra nộp.
identity-business-yes = Nhận lời
identity-business-no = Không nhận
identity-business-leave = Thôi đại diện
identity-business-sign-in = Để nộp hồ sơ dưới tên doanh nghiệp: đăng xuất, rồi đăng nhập bằng mã số thuế { $number }.
identity-business-accepted = Từ nay bạn đại diện cho doanh nghiệp
identity-business-left = Bạn không đại diện cho doanh nghiệp đó nữa
identity-representatives-title = Người đại diện
identity-representatives-lead = Những người này đứng tên trong hồ sơ của doanh nghiệp. Lúc nào cũng có ít nhất một người.
identity-representative-unnamed = Người được mời
identity-representative-is-asked = Đã mời, chưa nhận lời
identity-representative-is-holds = Đang đại diện
identity-representative-is-ended = Đã thôi
identity-representative-asked-at = Ghi nhận lúc
identity-representative-ask = Mời thêm người đại diện
identity-representative-ask-lead = Người đó đăng nhập bằng tài khoản công dân của mình, mở "Doanh nghiệp bạn đại diện" và nhận lời. Chưa có tài khoản thì đăng ký bằng đúng số định danh này.
identity-representative-ask-go = Mời
identity-representative-asked = Đã ghi lời mời. Người đó thấy lời mời khi đăng nhập.
identity-representative-end = Thôi người đại diện này
identity-representative-end-lead = Mọi nơi khác đang dùng tài khoản doanh nghiệp bị đăng xuất. Người này biết mật khẩu, nên hãy đổi mật khẩu ngay sau đó.
identity-representative-take-back = Rút lời mời
identity-representative-take-back-lead = Người này không nhận lời được nữa.
identity-representative-keep = Giữ nguyên
identity-representative-ended = Đã thôi. Đổi mật khẩu của doanh nghiệp nếu người đó biết.

identity-mail-represent-asked-subject = Một doanh nghiệp mời bạn làm người đại diện
identity-mail-represent-asked-body =
    Kính gửi { $name },

    Một doanh nghiệp mời bạn làm người đại diện tại cổng dịch vụ công. Đăng nhập bằng tài khoản của bạn và mở mục "Doanh nghiệp bạn đại diện" để nhận lời hoặc từ chối.

    Nếu không biết doanh nghiệp này, bạn không cần làm gì.
identity-mail-represent-added-subject = Tài khoản doanh nghiệp có người đại diện mới
identity-mail-represent-added-body =
    Kính gửi { $name },

    Một người vừa trở thành người đại diện của tài khoản doanh nghiệp mà bạn có phần. Xem tên và ngày trong tài khoản.

    Nếu việc này không đúng, gọi ngay đường dây hướng dẫn của tỉnh.
identity-mail-represent-ended-subject = Một người thôi đại diện cho tài khoản doanh nghiệp
identity-mail-represent-ended-body =
    Kính gửi { $name },

    Một người vừa thôi đại diện cho tài khoản doanh nghiệp mà bạn có phần. Mọi nơi khác đang dùng tài khoản đó đã bị đăng xuất.

    Nếu việc này không đúng, gọi ngay đường dây hướng dẫn của tỉnh.

identity-limit-representatives = Mời người đại diện, cho một doanh nghiệp

identity-error-tax-missing = Nhập mã số thuế
identity-error-tax-household = Đây là số định danh cá nhân. Hộ kinh doanh nộp hồ sơ bằng tài khoản công dân của chủ hộ.
identity-error-tax-taken = Mã số thuế này đã có tài khoản. Đăng nhập bằng mã đó, hoặc gọi đường dây hướng dẫn nếu doanh nghiệp không mở tài khoản đó.
identity-error-business-name-missing = Nhập tên doanh nghiệp
identity-error-business-name = Tên doanh nghiệp có từ 2 đến 200 ký tự
identity-error-businesses-many = Bạn đã gắn với 20 doanh nghiệp. Thôi đại diện cho một doanh nghiệp trước.
identity-error-representative-there = Người này đã được mời hoặc đang đại diện
identity-error-representatives-many = Doanh nghiệp đã có 20 người đại diện và lời mời. Thôi một người trước.
identity-error-representative-over = Việc này đã được quyết rồi. Xem danh sách bên dưới.
identity-error-representative-last = Doanh nghiệp cần ít nhất một người đại diện. Mời người khác, chờ người đó nhận lời, rồi làm lại.
