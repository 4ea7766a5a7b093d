"""What can be wrong with a file that a form reads a list from, and with a zip file."""

from __future__ import annotations

from services.form_library.checking import Mark
from views.translate import gettext as _
from xforms.attached import limits

MB = 1_000_000
_MIB = 2**20


def words(mark: Mark) -> tuple[str, str] | None:
    """(what, remedy) in the reader's language; None for what is no fault of a file."""
    if not mark.code.startswith(("FILE-", "ZIP-")):
        return None
    return (_of_zips() | _of_lists() | _of_rows()).get(mark.code)


def _of_zips() -> dict[str, tuple[str, str]]:
    return {
        "ZIP-BROKEN": (_("压缩包打不开，可能没有传完整"), _("重新压缩成 .zip 再发")),
        "ZIP-LOCKED": (_("压缩包加了密码"), _("去掉密码，重新压缩再发")),
        "ZIP-METHOD": (_("压缩包的格式太特别"), _("用系统自带的“压缩为 zip”再发")),
        "ZIP-SIZE": (_("压缩包太大"), _("不超过 {mb} MB").format(mb=limits.MAX_ZIP_BYTES // _MIB)),
        "ZIP-UNPACKED": (
            _("压缩包解开后太大"),
            _("解开后不超过 {mb} MB；只放表单和它要的文件").format(
                mb=limits.MAX_UNPACKED_BYTES // MB
            ),
        ),
        "ZIP-RATIO": (_("这个文件压缩得不合常理，没有解开"), _("不压缩，单独发这个文件")),
        "ZIP-MANY": (
            _("压缩包里的文件太多"),
            _("不超过 {count} 个；只放表单和它要的文件").format(count=limits.MAX_MEMBERS),
        ),
        "ZIP-EMPTY": (_("压缩包里没有文件"), _("放进表单和它要的文件再发")),
        "ZIP-TWICE": (_("压缩包里有两个同名的文件"), _("只留一个")),
        "ZIP-TWO-FORMS": (_("压缩包里不止一张表单"), _("一次发一张；名单要存成 .csv")),
    }


def _of_lists() -> dict[str, tuple[str, str]]:
    return {
        "FILE-ENDING": (
            _("表单要的是这个文件，发来的是另一种格式"),
            _("在 Excel 里另存为“CSV UTF-8”，用这个名字再发"),
        ),
        "FILE-NAME": (
            _("表单里写的文件名太长"),
            _("文件名不超过 {count} 个字").format(count=limits.MAX_NAME),
        ),
        "FILE-EXCEL": (
            _("这其实是 Excel 文件，只是改了名字"),
            _("在 Excel 里另存为“CSV UTF-8”再发"),
        ),
        "FILE-SIZE": (
            _("文件太大"),
            _("不超过 {mb} MB；删去用不到的行和列").format(mb=limits.MAX_LIST_BYTES // MB),
        ),
        "FILE-ALL": (
            _("这张表的文件加起来太大"),
            _("合计不超过 {mb} MB").format(mb=limits.MAX_ALL_LISTS_BYTES // _MIB),
        ),
        "FILE-LIMIT": (_("读这个文件太费时间或内存"), _("删去用不到的行和列再发")),
        "FILE-ENCODING": (
            _("文字的编码认不出来"),
            _("在 Excel 里另存为“CSV UTF-8”再发"),
        ),
        "FILE-TABLE": (_("读不成表格"), _("在 Excel 里打开看看，另存为“CSV UTF-8”再发")),
        "FILE-XML": (_("读不成 XML"), _("检查标签是否成对，或改用 .csv")),
        "FILE-DOCTYPE": (_("里面有 DOCTYPE 或实体，不安全"), _("删去这些再发")),
        "FILE-GEOJSON": (
            _("不是可用的 GeoJSON"),
            _("导出 FeatureCollection，形状用点、线或面"),
        ),
        "FILE-EMPTY": (_("里面没有一行数据"), _("第一行写列名，下面写数据")),
        "FILE-ROWS": (
            _("行数太多"),
            _("不超过 {count} 行；只留用得到的").format(count=limits.MAX_LIST_ROWS),
        ),
        "FILE-COLUMNS": (
            _("列数太多"),
            _("不超过 {count} 列；只留用得到的").format(count=limits.MAX_COLUMNS),
        ),
        "FILE-GB": (
            _("不是 UTF-8，按国标编码（GB18030）读的"),
            _("选项里有乱码时，另存为“CSV UTF-8”再发"),
        ),
    }


def _of_rows() -> dict[str, tuple[str, str]]:
    return {
        "FILE-CELL": (
            _("这一行有一格太长，多半是引号没有成对"),
            _("检查这一行的引号"),
        ),
        "FILE-COLUMN": (
            _("缺少这一列，表单要用它"),
            _("在第一行加上这个列名和下面的数据，或改表单里的写法"),
        ),
        "FILE-COLUMN-TWICE": (_("这个列名出现了两次"), _("只留一列")),
        "FILE-BLANK": (_("这一格是空的，选项没有值"), _("填上，或删去这一行")),
        "FILE-SPACE": (_("多选题的值里不能有空格"), _("去掉空格，如用 _ 代替")),
        "FILE-WIDE": (
            _("这一行比第一行长，多出来的格没有列名"),
            _("检查这一行的逗号和引号"),
        ),
        "FILE-AGAIN": (
            _("这个值前面已经有了，两个选项会分不清"),
            _("每行用不同的值，或删去重复的行"),
        ),
        "FILE-KEY-AGAIN": (
            _("按这一列查找，这个值前面已经有了，只用第一行"),
            _("删去重复的行，或用不重复的一列查找"),
        ),
    }
