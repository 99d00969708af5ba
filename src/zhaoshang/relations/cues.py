"""Cue words: what says what a sum is for, who owns it, and how far a stage has come.

Each word has a class. The features of the relation extractor name both, so that a
rare word is read like its frequent neighbours. The words are in the normal form of
:func:`zhaoshang.language.characters.normalize`.
"""

from __future__ import annotations

import re

import numpy as np

_WORDS = {
    "total": "计划总投资 总投资额 总投资 固定资产投资 协议投资 投资总额 投资规模 投资额 投资金额 投资均为 总额 总计 合计 共计 总规模",
    "invest": "增资 投资建设 投资 出资 投入 投建 斥资 耗资 追加 砸 拟投 注资 预算 花费 花了 花 拿出 拿 凑 掏 投下 投了 概算 造价 认缴 "
    "设备款 建设资金",
    "spent": "完成投资 累计投资 累计完成 已投资 年度投资 年度计划投资 当年投资 形成实物工作量",
    "capital": "注册资本 注册资金 资本金 总资产 净资产",
    "output": "产值 营业收入 营收 收入 销售额 销售 利润 净利 税收 纳税 上缴 利税 税金 市值 估值 创收 毛利 增加值",
    "price": "价格 单价 售价 起拍价 每吨 每股 每亩 每件 每台 每年 每月 每 租金 地价 均价 电价 工资 待遇 保证金 月租",
    "finance": "贷款 授信 融资 募集 募资 净筹 发行 债券 可转债 定增 增发 基金 补贴 奖励 资助 补助 扶持 垫付 租赁 领投 跟投 募投",
    "trade": "收购 并购 作价 转让 出让 拍出 采购 订单 大单 合同额 合同总额 中标 成交 出口 进口 交易额 供货 供应 代工 买下 买入 "
    "承建 总包 施工",
    "loss": "负债 亏损 成本 罚款 赔偿 拖欠 捐赠 赞助 减值 损失",
    "part": "其中 一期 二期 三期 四期 首期 分别 均为 各 分期 先期 前期",
    "future": "将 拟 预计 计划 力争 有望 即将 争取 确保 明年 后年 年底前 年内 年底 月底前 规划 准备 预定 定于 目标 可望 待 建成后 "
    "届时 承诺 要",
    "denied": "尚未 未能 未如期 未按期 未 没有 没能 没 不能 不会 不 暂缓 推迟 延期 延后 搁浅 搁置 终止 取消 叫停 放弃 退出 作废 停工 "
    "遥遥无期 另定 待定 卡在 落空 流产 暂停 缓建 本该 本应 原定 原计划 原打算 原本 原拟 原 无限期 撤 失败 黄了 无望 滞后 无法 迟迟 至今",
    "moved": "顺延至 推至 改为 改到 改在 延至 调至 顺延 后移 提前 推到 推迟到 推迟至 延期至",
    "past": "已经 已 正式 目前 去年 前年 此前 近日 日前 昨日 昨天 今天 当天 当日 顺利 建成 完成 刚刚 刚 了 于 上线 成功 率先 今年 本月 "
    "上月 同日 同时 同步 一起 一道",
    "joint": "合资 合建 共建 合投 合伙 合作 共同 联手 联合 双方 三方 三家 两家 四家 五家 几家 两户 携手 和 与 及 跟",
    "owner": "旗下 全资 子公司 母公司 控股 参股 持股 股东 所属 下属 设立 成立 组建 落户 入驻 投资方 乙方 业主 由 为",
    "other": "甲方 政府 管委会 银行 客户 竞争 对手 供应商 施工单位 配套 给 向 替",
    "pronoun": "它 该公司 这家公司 这家 公司 其 自己 企业 项目方",
    "former": "前者",
    "latter": "后者",
    "deal": "协议 合同 意向书 意向 备忘录 框架 仪式 合作备忘录 战略合作 入园协议 投资协议 采购合同 供货合同 收购协议 保供 长约",
    "event": "集中 批 个项目 个 家企业 名单 包括 有 如 首批 项目 工厂 基地 生产线 产线 车间 厂房 新厂 装置 总部 园",
    "build": "建设 新建 扩建 改造 迁 搬 落地 引进 上马 上 建 生产 扩产 技改",
    "period": "今年以来 以来 全年 上半年 下半年 一季度 二季度 三季度 四季度 前三季度 累计 截至 同期 年度 月份 先后",
    "negotiate": "在谈 洽谈 接洽 对接 考察 走访 拜访 邀请 参会 参加 出席 座谈 跟踪 储备 谋划",
    "say": "总经理 董事长 负责人 表示 介绍 告诉 说 透露 记者",
    "turn": "又 还 也 另 再 则 而 但 却 只 等 在",
}
CLASS_OF = {word: name for name, words in _WORDS.items() for word in words.split()}
_PATTERN = re.compile("|".join(sorted(map(re.escape, CLASS_OF), key=len, reverse=True)))


class Cues:
    """The cue words of a text in normal form, in text order.

    ``starts`` is an int64 array of shape (n_cues,), ``words`` are the cues themselves.
    """

    def __init__(self, text: str) -> None:
        found = [(match.start(), match[0]) for match in _PATTERN.finditer(text)]
        self.starts = np.array([start for start, _ in found], dtype=np.int64)
        self.words = [word for _, word in found]

    def within(self, low: int, high: int) -> list[str]:
        """The words that begin in a range, and their classes, each once.

        Sorted: the order of a set differs between processes, and with it the last places of the scores.
        """
        first, last = np.searchsorted(self.starts, (low, high)).tolist()
        words = set(self.words[first:last])
        return sorted(words | {class_name(word) for word in words})


def class_name(word: str) -> str:
    """The class of a cue word, marked so that it is no word itself."""
    return f"{CLASS_OF[word]}*"
