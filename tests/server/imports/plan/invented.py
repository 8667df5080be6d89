"""Plans of invented cities: laid out as offices lay them out, each sentence our own."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document

CLOUD = """\
云溪市贯彻落实省生态环境保护督察反馈
意见整改方案

　　为做好整改，结合我市实际，制定本方案。

　　一、总体要求
　　（一）压实责任。各级各部门要把整改放在心上，到2026年底见到成效。
　　1．统一部署。各单位照此落实。
　　二、组织保障
　　（一）加强督导。定期调度。

　　附件：整改任务清单
　　清单包含2个方面、3个问题、5条整改措施。

　　一、水环境质量仍有差距，城镇污水收集处理
短板明显
　　（一）污水收集不到位
　　问题1：城北片区污水管网缺失，2023年1-8月收集率低于30%。
　　整改目标：2025年底前，城北片区污水集中收集率达到70%以上，直排口全部销号。
　　牵头单位：市住房城乡建设局。
　　完成时限：2025年底前。
　　整改措施：

　　1．新建城北污水管网12.5公里，2024年6月底前全部开工，2025年9月30日前建成。
　　责任单位：市住房城乡建设局；云北县、云南县党委和人民政府，高新区、港口新区（临港片区）党工委、管委会。
　　完成时限：2025年第三季度。
　　2．按照《云溪市排水管理办法（2021年修订）》（云政发〔2021〕7号）
规范排水户管理。
　　责任单位：各有关县区党委和人民政府。
　　完成时限：立行立改，长期坚持。

　　问题2：河道垃圾清理不及时。
　　整改目标：河道常年保洁。
　　牵头单位：市河长办（市水利局）、市城市管理局。
　　整改时限：2024年6月底前并长期坚持。
　　整改措施：
　　3．每月巡河一次，发现垃圾立即清理。
　　责任单位：市水利局，云北县党委和人民政府。
　　整改时限：2024年6月底前并长期坚持。

　　二、固体废物管理粗放
　　问题3：云溪宏远建材有限公司堆场无防尘措施。
　　整改目标：完成堆场整治。
　　牵头单位：市生态环境局。
　　整改时限：2024年底前。
　　整改措施：
　　4．督促云溪宏远建材有限责任公司建设封闭料棚，2025年完成建设。
　　责任单位：市生态环境局。
　　整改时限：2024年12月底前。
　　5．开展全市堆场排查，每年抽查20%。
　　责任单位：市生态环境局、云南县党委和人民政府。
　　整改时限：2025年上半年。
"""

PLAIN = """\
问题一:甲河水质不稳定。
牵头单位:市水利局。
整改目标:甲河水质达标。
整改时限:2024年12月底前。
整改措施:
1.清理甲河河道。
责任单位:市水利局。
整改时限:2024年12月底前。
2.巡查甲河。
责任单位:东山县党委和人民政府。
整改时限:持续推进。
问题二:乙厂废气超标。
牵头单位:市生态环境局。
整改目标:乙厂废气达标。
整改时限:2025年12月底前。
整改措施:
3.督促乙厂升级治理设施。
责任单位:市生态环境局。
整改时限:2025年12月底前。
"""


def lines_of(text: str) -> list[str]:
    return text.splitlines()


def without(text: str, beginning: str) -> list[str]:
    """The lines of a plan, less the first that begins so."""
    lines = lines_of(text)
    lines.pop(next(i for i, line in enumerate(lines) if line.strip("\u3000 ").startswith(beginning)))
    return lines


def place(lines: Sequence[str], beginning: str) -> int:
    """The number of the first line that begins so."""
    return 1 + next(i for i, line in enumerate(lines) if line.strip("\u3000 ").startswith(beginning))


def docx(text: str) -> bytes:
    """A Word document with one paragraph for each line."""
    document = Document()
    for line in lines_of(text):
        document.add_paragraph(line)
    target = BytesIO()
    document.save(target)
    return target.getvalue()
