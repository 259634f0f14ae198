"""Which composition belongs to which record of the sample collection. How they are drawn is in the modules beside."""

from collections.abc import Callable
from functools import partial

from app.sample.studio import cloth, country, rhythm

GALLERY: dict[str, Callable[[], str]] = {
    "xtieng-bom-bo.webp": partial(
        rhythm.bars, ("#150f24", "#4a1f2a", "#c9542c"), ("#f0cf86", "#d99a1c", "#e0733a"), 26, 0.9, "#ffb24d"
    ),
    "xtieng-ruou-can.webp": rhythm.bubbles,
    "khmer-pha-bau.webp": rhythm.pond,
    "khmer-soc-lon.webp": country.gables,
    "loc-hoa-dan-da.webp": partial(
        rhythm.bars,
        ("#2b3038", "#59616b", "#a8a79c"),
        ("#8b9199", "#6d747d", "#a4a6a3", "#555c66"),
        12,
        0.42,
        "#dfe6e3",
    ),
    "xtieng-tieng-noi.webp": partial(
        cloth.arcs, ("#fdf8ea", "#f1e3c2", "#d9c08c"), ("#27305b", "#9e2a2b", "#27305bcc", "#2f5d50"), 118
    ),
    "cho-ro-sayangva.webp": partial(
        country.blades,
        ("#141737", "#2d3463", "#7a6a4a"),
        ("#e9c45a", "#c99a2c", "#f5e2a0", "#a8842f"),
        420,
        (1480, 340, "#f3e3b0"),
    ),
    "khmer-nam-moi.webp": partial(
        country.mounds, ("#f7b765", "#f9d690", "#fbe9be"), ("#f3dca8", "#e6c48a", "#d8ab6c", "#efd09a"), (1000, 330)
    ),
    "cham-ramuwan.webp": country.dunes,
    "cham-rija-nagar.webp": country.first_thunder,
    "cham-gom-binh-duc.webp": rhythm.fire_marks,
    "cham-po-dam.webp": country.brick_hillside,
    "cham-hoang-toc.webp": country.door_of_light,
    "raglai-coho-dau-lua.webp": partial(
        country.blades,
        ("#fbe3b4", "#e6c27a", "#8fae62"),
        ("#7f9a3f", "#d9b13f", "#a8b84f", "#f0d470"),
        -360,
        (520, 360, "#fff5d8"),
    ),
    "mnong-ot-ndrong.webp": partial(
        rhythm.answering, ("#160f1f", "#3a1c2c", "#7d3a2c"), "#f0cf86", "#e0733a", (1000, 330, 60)
    ),
    "tay-ba-be.webp": country.lake,
    "tay-long-tong-ba-be.webp": rhythm.trays,
    "tay-mua-bat.webp": partial(
        rhythm.turning, ("#1b2a4a", "#2f5d7a", "#1b2146"), ("#f4f7fa", "#a9c4dc", "#5f86b0"), "#e4f0f7", 0.62
    ),
    "nung-sli.webp": partial(
        rhythm.answering, ("#dfe6ea", "#b4c4c8", "#6f8b8c"), "#27305b", "#9e2a2b", (1500, 330, 110)
    ),
    "tay-chu-nom.webp": partial(cloth.ink_columns, ("#fbf3dc", "#efddb2", "#d6b97e"), False),
    "dao-chu-nom.webp": partial(cloth.ink_columns, ("#f6dfa0", "#e9c878", "#c99a4a"), True),
    "dao-tien-trang-phuc.webp": partial(cloth.folds, ("#1b2146", "#232b58", "#27305b"), ("#f3f1e8", "#c9d2e6"), 4),
    "san-diu-soong-co.webp": partial(
        rhythm.answering, ("#101430", "#27305b", "#4a4f86"), "#a9b6d6", "#f0cf86", (620, 300, 130)
    ),
    "san-chay-cau-mua.webp": rhythm.crossing,
    "dao-pao-dung.webp": country.echo,
    "cao-lan-sinh-ca.webp": rhythm.night_bands,
    "tay-con-nuoc.webp": country.wheel,
    "pa-then-trang-phuc.webp": partial(
        cloth.folds, ("#9e1f26", "#b52a2c", "#841a24"), ("#fff5e6", "#f0b93a", "#1d1a26"), 5
    ),
    "mong-hoa-trang-phuc.webp": cloth.threads,
    "lo-lo-trang-phuc.webp": cloth.curved_bands,
    "pu-peo-cung-rung.webp": country.trunks,
    "la-chi-khu-cu-te.webp": rhythm.fire_held,
    "mong-khen.webp": rhythm.six_breaths,
    "mong-vai-lanh.webp": partial(
        country.falling, ("#dfe6ea", "#c3cfd0", "#8ea39a"), ("#f6efdc", "#e6d9b8", "#cdbb90", "#fbf8ee")
    ),
    "khau-vai.webp": country.paths,
    "hoang-su-phi.webp": country.terraces_of_gold,
    "che-shan-tuyet.webp": partial(
        country.blades,
        ("#f4f7f1", "#cfe0cf", "#7fa88a"),
        ("#3f7d4f", "#7fae5d", "#b9d48a", "#2f5d45"),
        140,
        (1300, 320, "#ffffff"),
    ),
    "lo-lo-trong-dong.webp": partial(
        rhythm.rings, ("#16130f", "#4a3418", "#9a6a28"), ((700, 800), (1330, 640)), ("#f0c86a", "#d9952c"), 58
    ),
    "e-de-ben-nuoc.webp": partial(
        country.falling, ("#23403a", "#3f6d5c", "#7fae8d"), ("#ffffff", "#d9efe6", "#b7dcd2"), "#1f5a62"
    ),
    "tay-nguyen-chieng.webp": partial(
        rhythm.rings,
        ("#0f0e22", "#2b2250", "#6b2f3c"),
        ((380, 900), (860, 560), (1340, 800), (1740, 420)),
        ("#f0cf86", "#e0733a", "#a9b6d6"),
        54,
    ),
    "muong-mo.webp": rhythm.steps_up,
    "muong-khai-ha.webp": rhythm.twelve,
    "muong-lich-doi.webp": rhythm.slips,
    "giay-roong-pooc.webp": country.ring_on_high,
    "cong-hoa-mao-ga.webp": partial(
        country.petals, ("#f8d9a8", "#e59a6a", "#7d3a48"), ("#c21f3a", "#e0303a", "#9e1f3a", "#f0607a")
    ),
    "co-tu-tan-tung.webp": partial(
        rhythm.turning, ("#0f1f1c", "#1d3f38", "#2b1f3a"), ("#f0cf86", "#9e2a2b", "#7fae7d", "#e0733a"), "#9fe0b0", 1.0
    ),
    "ta-oi-deng.webp": cloth.beads,
    "raglai-chapi.webp": rhythm.eight_strings,
    "thai-lai-pao.webp": cloth.leaves_on_a_thread,
}
