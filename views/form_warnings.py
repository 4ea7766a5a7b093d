"""What a clerk is warned of though a form may be published: what it is, how to do it better."""

from __future__ import annotations

from services.form_library.checking import Mark
from views import file_faults
from views.translate import gettext as _


def words(mark: Mark) -> tuple[str, str]:
    """(what, remedy) in the reader's language; the original words for what has none of ours."""
    known = _of_the_form() | _of_the_chat()
    found = known.get(mark.code) or file_faults.words(mark)
    return found if found is not None else (mark.what.rstrip("。."), mark.remedy)


def _of_the_form() -> dict[str, tuple[str, str]]:
    return {
        "FORM-ALWAYS-TRUE": (
            _('这个算式的结果直接当作条件用（如 relevant="${c}"），结果是“否”或 0 时也算成立'),
            _("用到它的条件里写明要等于什么，例如 ${c} = 'true' 或 ${c} > 0"),
        ),
        "FORM-NOWHERE": (
            _("算式里写的题目，在这一行的位置找不到，读出来是空的"),
            _("检查名字；用了 trigger 列的题，要和触发它的题放在同一个组里"),
        ),
        "FORM-SAME-NAME": (
            _("有几处同名，又不是重复组，只留第一处"),
            _("各起一个名字，或改成重复组"),
        ),
        "FORM-CONTROL": (_("不认识这种题型，不会问这一题"), _("改成 XLSForm 的题型")),
        "FORM-BIND": (_("设定了不存在的题目"), _("删去这一行，或检查名字的拼写")),
        "FORM-NOTE-LANGUAGE": (
            _("label 列的语言没有写代码"),
            _("写成 label::中文 (zh)、label::English (en)"),
        ),
        "FORM-NOTE-SHEET": (
            _("有一张表的名字很像 XLSForm 的表名，没有读它"),
            _("改正表名；不用的表在名字前加下划线"),
        ),
        "FORM-NOTE-DISABLED": (_("disabled 列已不推荐"), _("改用 relevant 列")),
        "FORM-NOTE-SKIPPED": (_("这一行没有名字和文字，已跳过"), _("补上，或删去这一行")),
        "FORM-NOTE-LABEL": (_("重复组没有显示的文字"), _("填写 label，大家才知道在添加什么")),
        "FORM-NOTE-EXTERNAL": (
            _("select_one_external 没有筛选条件"),
            _("填写 choice_filter，或改用 select_one"),
        ),
        "FORM-NOTE-IDS": (_("settings 表同时有 form_id 和 id_string"), _("只留 form_id")),
    }


def _of_the_chat() -> dict[str, tuple[str, str]]:
    return {
        "CHAT-MEDIA": (
            _("聊天里不显示题目和选项的图片、声音、录像"),
            _("要紧的内容写进 label 或 hint"),
        ),
        "CHAT-PLACE": (
            _("聊天不会自动记位置，这一项留空"),
            _("需要位置就加一道 geopoint 题，由填表人发送"),
        ),
        "CHAT-RECORDING": (
            _("聊天不会在填表时自动录音，这一项留空"),
            _("需要录音就加一道 audio 题"),
        ),
        "CHAT-MAP": (_("聊天里看不到这张图，选项显示成按钮"), _("选项的 label 要让人看得懂")),
        "CHAT-DRAWING": (_("聊天里不能画图，改为发一张照片"), _("在 hint 里说明要拍什么")),
        "CHAT-APP": (_("聊天不会打开别的应用，答案由人输入"), _("在 hint 里说明怎么填")),
        "CHAT-ENTITIES": (_("聊天不登记实体（entities）"), _("不用就删去 entities 表")),
        "CHAT-LAST": (
            _("聊天里没有“上次保存”的答案（last-saved），这里是空的"),
            _("改用 instance('last')/root/题目的名字"),
        ),
        "CHAT-CALENDAR": (_("按公历询问日期"), _("不用这种历法就清空这一格")),
    }
