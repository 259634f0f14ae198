"""The sample document, three pages in Vietnamese about how Chiêng is made: as HTML, which ``render`` prints."""

from pathlib import Path

FONTS = Path(__file__).parents[3] / "static" / "vendor" / "be-vietnam-pro" / "5.2.8"

STYLE = """
@page { size: A4; margin: 22mm 20mm 24mm }
body { font: 11.5pt/1.62 "Noto Sans", sans-serif; color: #1d1a26; margin: 0 }
h1, h2 { font-family: "Be Vietnam Pro", "Noto Sans", sans-serif; font-weight: 600; line-height: 1.3; color: #27305b }
h1 { font-size: 26pt; margin: 0 0 4mm }
h2 { font-size: 15pt; margin: 9mm 0 2mm; break-after: avoid }
p { margin: 0 0 3mm } li { margin-bottom: 1.6mm }
.label { display: inline-block; background: #9e2a2b; color: #fff; border-radius: 2mm; padding: 1mm 3mm }
.lead { font-size: 13pt; color: #5a5566 }
.band { height: 3mm; margin: 6mm 0; background: repeating-linear-gradient(90deg, #27305b 0 6mm, #d99a1c 6mm 8mm) }
.new { break-before: page }
table { border-collapse: collapse; width: 100%; font-size: 10.5pt } th { text-align: left; color: #9e2a2b }
td, th { border-bottom: .3mm solid #e3dccf; padding: 1.6mm 2mm 1.6mm 0; vertical-align: top }
"""

TEXT = """
<p><span class="label">Tài liệu mẫu do Chiêng làm ra</span></p>
<h1>Kho Chiêng được làm ra như thế nào</h1>
<p class="lead">Tài liệu ngắn dành cho cán bộ văn hóa xã, thầy cô giáo và bà con muốn biết những gì mình gửi vào kho
sẽ đi đến đâu, được giữ ra sao và ai được xem.</p>
<div class="band"></div>
<h2>1. Vì sao có kho này</h2>
<p>Một bài chiêng còn đó là nhờ có người đánh, có người nghe, có dịp để tiếng chiêng cất lên. Kho lưu trữ không thay
được con người. Kho chỉ giúp một việc: khi người biết bài chiêng ấy đã yếu, khi lớp trẻ đi học xa, thì tiếng chiêng,
lời kể và hình ảnh của buổi lễ vẫn còn nguyên để học lại, với tên người kể, ngày ghi và sự đồng ý của cộng đồng.</p>
<p>Chiêng ghi chép tám loại hồ sơ: lễ hội, phong tục, trang phục, bài hát – sử thi – điệu múa và tri thức, tiếng nói
và chữ viết, tài liệu, sản vật, địa điểm. Mỗi loại có những câu hỏi riêng, vì hỏi về một tấm váy không giống hỏi về
một buổi cúng lúa mới.</p>
<h2>2. Một hồ sơ đi qua những bước nào</h2>
<ol>
<li><b>Ghi chép.</b> Cán bộ hỏi chuyện, chụp ảnh, thu âm, quay phim; ghi rõ ai kể, ai ghi, ở đâu, ngày nào.</li>
<li><b>Xin ý kiến.</b> Người được ghi cho biết mình muốn được gọi tên thế nào, điều gì được công khai, điều gì giữ
riêng cho bản, cho dòng họ.</li>
<li><b>Gửi duyệt.</b> Bản thảo được lưu từng lần sửa, không lần nào bị mất; hai người cùng sửa cũng không mất chữ.</li>
<li><b>Công bố.</b> Người xem chỉ thấy bản đã công bố. Bản đang sửa vẫn nằm trong kho, chưa ai ngoài cuộc thấy.</li>
<li><b>Gìn giữ.</b> Tệp gốc được giữ nguyên từng byte, kèm mã kiểm tra để biết chắc không có gì bị đổi khác.</li>
</ol>
<h2 class="new">3. Tệp ảnh, tiếng, phim được xử lý ra sao</h2>
<p>Tệp gốc không bao giờ bị sửa. Từ tệp gốc, máy làm thêm những bản nhẹ để xem và nghe trên điện thoại, trên máy dùng
chung ở nhà văn hóa xã hay trên màn hình ti-vi.</p>
<table>
<tr><th>Loại tệp</th><th>Bản để dùng</th><th>Điều được chú ý</th></tr>
<tr><td>Ảnh</td><td>Ảnh nhiều lớp để phóng to dần</td><td>Vị trí và tên máy chụp ghi ngầm trong ảnh không bị
lộ ra.</td></tr>
<tr><td>Âm thanh</td><td>Bản nghe liền và bản nghe từng đoạn</td><td>Chỉ chỉnh to nhỏ đều cả bài; không nén, vì tiếng
chiêng mất cú đánh thì không còn là tiếng chiêng.</td></tr>
<tr><td>Phim</td><td>Nhiều cỡ hình, từ nhẹ đến nét</td><td>Phụ đề đi kèm bằng nhiều thứ tiếng.</td></tr>
<tr><td>Tài liệu</td><td>Ảnh từng trang và chữ để tìm</td><td>Chữ trong trang tìm được, gõ có dấu hay không
dấu đều ra.</td></tr>
</table>
<h2>4. Ai được xem</h2>
<p>Không phải điều gì cũng để cho mọi người xem. Có bài khấn chỉ đọc trong ngày lễ, có lời kể chỉ dành cho người trong
dòng họ. Vì thế mỗi hồ sơ, và từng tệp trong hồ sơ, đều có thể đặt điều kiện: mọi người; người đã đăng nhập; người
của một cộng đồng; cán bộ của một đơn vị; hoặc chỉ trong một mùa của năm. Điều gì đã đóng thì đóng ở mọi nơi: trong
trang hồ sơ, trong kết quả tìm kiếm, trong con số đếm được, trong tệp tải về.</p>
<p>Trong bộ mẫu này có một hồ sơ và một đoạn phim được đóng như vậy. Cả hai đều do Chiêng làm ra để thử, không phải
của cộng đồng nào.</p>
<h2>5. Tìm không dấu vẫn ra</h2>
<p>Gõ <i>le hoi cong chieng</i> thì kho hiểu là <i>lễ hội cồng chiêng</i>; gõ <i>S’tiêng</i>, <i>Stiêng</i> hay
<i>Xtiêng</i> đều gặp cùng một dân tộc. Bản viết đúng dấu luôn đứng trước. Những tên gọi làm người ta buồn lòng thì
kho vẫn hiểu khi có người gõ, nhưng không bao giờ viết ra.</p>
<h2 class="new">6. Bộ sưu tập mẫu</h2>
<p>Những hồ sơ đi kèm khi cài đặt là bài viết tổng hợp từ nguồn đã công bố; mỗi ngày tháng, địa danh, quyết định ghi
danh đều kèm nguồn ngay trong hồ sơ. Điều gì chưa kiểm chứng được thì để trống. Tên tỉnh là tên từ ngày 1 tháng 7 năm
2025, kèm tên cũ để bà con dễ nhận ra.</p>
<p>Hình ảnh, âm thanh, phim và chính tài liệu này do dự án tự làm:</p>
<ul>
<li>hình vẽ là khối màu, ánh sáng, đường nét; không chép hoa văn của dân tộc nào;</li>
<li>tiếng chiêng là tiếng máy tổng hợp, bài sáu chiếc là bài tự đặt, không phải bài chiêng của người Xtiêng;</li>
<li>giọng đọc tiếng Việt là giọng máy, có phụ đề tiếng Việt và tiếng Anh;</li>
<li>tài liệu này là bản in từ máy, chữ chọn và chép được.</li>
</ul>
<p>Tất cả được dành cho mọi người dùng tự do theo CC0. Khi kho của xã, của tỉnh đã có hồ sơ thật, hãy gỡ bộ mẫu này
bằng một lệnh.</p>
<h2>7. Điều chúng tôi mong được sửa</h2>
<p>Bài viết tổng hợp từ sách báo khó tránh chỗ sai. Nếu bà con thấy tên gọi chưa đúng, trình tự chưa phải, hoặc điều
này không nên nói ra, xin báo cho đơn vị quản lý kho. Lời của cộng đồng được đặt cạnh bài của cán bộ, ghi rõ người nói,
và được giữ như chính hồ sơ.</p>
<div class="band"></div>
<p class="lead">Chiêng, ngày 22 tháng 11 năm 2026. Tài liệu mẫu, CC0 1.0.</p>
"""


def html() -> str:
    faces = "".join(
        f"@font-face {{ font-family: 'Be Vietnam Pro'; font-weight: 600; src: url('{file.as_uri()}') format('woff2');"
        f" unicode-range: {scope} }}"
        for file, scope in (
            (FONTS / "latin-600.woff2", "U+0000-00FF, U+2000-206F"),
            (FONTS / "latin-ext-600.woff2", "U+0100-02BA"),
            (
                FONTS / "vietnamese-600.woff2",
                "U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1,"
                " U+01AF-01B0, U+0300-0309, U+0323, U+1EA0-1EF9",
            ),
        )
    )
    head = f'<meta charset="utf-8"><title>Kho Chiêng được làm ra như thế nào</title><style>{faces}{STYLE}</style>'
    return f'<!doctype html><html lang="vi"><head>{head}</head><body>{TEXT}</body></html>'
