"""What the posts of a benchmark are made of: topics, sentences, formulas, code, with gaps to fill.

A gap is `@name`. Nothing here needs to be true, but all of it reads like notes on machine learning,
and searching such posts for the terms finds what it should.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """What a post is about: its category, its tags, and the terms that it keeps coming back to."""

    chinese: str
    english: str
    terms: tuple[str, ...]
    english_terms: tuple[str, ...]


TOPICS = (
    Topic("梯度提升", "gradient boosting",
          ("梯度提升树", "叶子节点", "分裂增益", "直方图算法", "类别特征", "弱学习器", "提前停止"),
          ("leaf value", "split gain", "shrinkage", "histogram", "weak learner")),
    Topic("随机森林", "random forests",
          ("随机森林", "决策树", "袋外误差", "特征重要性", "自助采样", "基尼系数", "投票"),
          ("bagging", "out-of-bag error", "decision tree", "feature importance", "bootstrap sample")),
    Topic("注意力机制", "attention",
          ("注意力机制", "位置编码", "查询向量", "键值缓存", "多头注意力", "残差连接", "上下文长度"),
          ("attention head", "positional encoding", "key-value cache", "context window", "query")),
    Topic("优化方法", "optimization",
          ("随机梯度下降", "学习率", "动量", "自适应学习率", "权重衰减", "梯度裁剪", "预热"),
          ("learning rate", "momentum", "weight decay", "warm-up", "gradient clipping")),
    Topic("正则化", "regularization",
          ("正则化", "过拟合", "丢弃法", "岭回归", "稀疏解", "数据增强", "泛化误差"),
          ("overfitting", "dropout", "ridge regression", "generalization gap", "sparsity")),
    Topic("概率模型", "probabilistic models",
          ("后验分布", "最大似然", "变分推断", "马尔可夫链", "高斯过程", "先验分布", "证据下界"),
          ("posterior", "likelihood", "variational inference", "Gaussian process", "prior")),
    Topic("聚类与降维", "clustering and embeddings",
          ("主成分分析", "聚类中心", "奇异值分解", "流形学习", "近邻图", "谱聚类", "词向量"),
          ("principal component", "centroid", "singular value", "nearest neighbour", "embedding")),
    Topic("评估与实验", "evaluation",
          ("交叉验证", "置信区间", "混淆矩阵", "召回率", "校准曲线", "基线模型", "显著性检验"),
          ("cross-validation", "confidence interval", "recall", "calibration", "baseline")),
    Topic("卷积网络", "convolutional networks",
          ("卷积核", "池化层", "感受野", "批量归一化", "特征图", "图像分类", "迁移学习"),
          ("receptive field", "batch normalization", "feature map", "pooling", "fine-tuning")),
    Topic("数据工程", "data engineering",
          ("数据清洗", "缺失值", "特征工程", "数据泄漏", "滑动窗口", "增量更新", "分布漂移"),
          ("missing value", "data leakage", "sliding window", "schema", "distribution shift")),
)  # fmt: skip
TITLES = (
    "@term为什么会失效", "从@term到@other", "重新推导一遍@term", "@term的一次实验记录",
    "@term与@other：同一件事的两面", "把@term写成三十行代码", "@term里容易弄错的一步",
    "什么时候不该用@term", "@term要多少数据才够", "@term的数值稳定性", "调试@term的笔记",
)  # fmt: skip
HEADINGS = (
    "问题从哪里来", "先看最简单的情形", "推导", "实现", "实验结果", "和@other的关系", "容易出错的地方",
    "为什么@term有效", "规模变大以后", "小结", "When @english fails", "A note on @english",
)  # fmt: skip
TAGS = (
    "Python", "推导", "实验", "调试", "论文笔记", "可视化", "性能", "面试", "统计", "线性代数",
    "工程实践", "PyTorch", "数值计算", "综述", "复现",
)  # fmt: skip

# `@formula` is a gap for a formula in the line; `@n`, `@m` are numbers.
SENTENCES = (
    "我们先固定其余的参数，只看@term怎样随@other变化。",
    "在训练集上，@term的误差下降得很快；在验证集上，第@n轮以后它几乎不再变化。",
    "这一步并不显然：如果把@other换成它的估计值，偏差大约是原来的@m倍。",
    "直观地说，@term只关心相对大小，所以把所有特征同时放大@m倍不会改变结果。",
    "实践中常取一个较小的值，再用@other来补偿；@english 的论文里也是这样做的。",
    "于是问题归结为怎样估计@term，而这正是@other擅长的事情。",
    "样本量从@n千增加到@m万，@term带来的提升从三个百分点降到不足一个。",
    "注意这里的@term是在一个批次上计算的，批次太小时方差会很大。",
    "如果忘了这一项，程序不会报错，只是@other的结果会慢慢变差，直到有人去看曲线。",
    "换一个角度看，@term相当于给@other加上了一个隐含的约束。",
    "我把同样的实验重复了@n次，@term的标准差在百分之@m左右，所以差别不是偶然的。",
    "这与前一节的结论一致：决定速度的不是@term本身，而是内存的访问方式。",
    "有人把它叫作 @english，有人叫@term，其实指的是同一个量。",
    "对每一层都是如此，只有最后一层例外，因为那里的@other没有经过归一化。",
    "线上环境里还要考虑延迟：@term每多算一次，请求就多等@n毫秒。",
    "更稳妥的做法是先用@other筛一遍，再对剩下的样本仔细计算。",
    "由此可以看出，@term的常数与维度无关，收敛的速度只取决于步长。",
    "读者可以自己验证：把@other去掉，@term就退化成最普通的线性模型。",
)
WITH_FORMULA = (
    "记 @formula，它在整个训练过程中保持不变，@term的更新只用到它的方向。",
    "当 @formula 时，@term取到最小值，这也是@other停下来的地方。",
    "把 @formula 代入上式，交叉项就消掉了，剩下的部分正好是@term。",
    "这里的条件是 @formula；如果它不成立，@other的结论要打一个折扣。",
    "实验里 @formula，这个设置对@term来说已经足够保守。",
    "不妨设 @formula，否则可以先做一次平移，@term的形式不变。",
)
ENGLISH = (
    "The @english is easy to compute and hard to interpret, which is why most reports leave it out.",
    "We ran the same configuration @n times and kept the median, since a single run says very little.",
    "A larger model did not change the picture: the @english dominates long before memory runs out.",
    "What matters in practice is how the @english behaves when the data are not independent.",
    "The code below keeps the whole computation in one pass and avoids allocating a second array.",
    "After @n epochs the @english stops improving, and only the variance keeps shrinking.",
    "It is tempting to tune the @english first, but the baseline is usually the better investment.",
)
NOTES = (
    ("数值稳定性", "先减去最大值再取指数；@term在第@n轮以后会溢出，而且不会有任何提示。"),
    (
        "常见的误解",
        "@term不等于@other。前者是对样本求平均，后者是对参数求平均，两者只在极限下相同。",
    ),
    ("复现实验", "随机种子取 @n，在 @m 个 CPU 核心上运行；换一台机器，@term的末几位会不同。"),
    ("读者提问", "能不能把@other省掉？可以，但@term的方差会增加到原来的@m倍左右。"),
    ("Rule of thumb", "Fix the @english first, then double the batch size until @term停止改善。"),
)
TABLE_HEADER = ("方法", "准确率", "训练时间（秒）", "说明")
TABLE_NOTES = (
    "基线",
    "加上@other",
    "只用一半数据",
    "默认参数",
    "搜索 @n 次",
    "with @english",
    "去掉@term",
)

# `@a`, `@b`, `@c`: letters; `@i`: an index; `@n`, `@m`: numbers. All of it is KaTeX's.
INLINE_FORMULAS = (
    r"@a_{@i} = @n", r"@a^{(@i)} \in \mathbb{R}^{@n}", r"\lVert @a_{@i} \rVert_2 \le @n",
    r"@a = \frac{@n}{@m}", r"\hat{@a}_{@i} = @b^\top @c + @n", r"O(@n\,@a \log @b)",
    r"\sigma(@n @a + @b_{@i})", r"\nabla_{@a} L(@b_{@i}) = 0", r"@a \sim \mathcal{N}(0, @n^2)",
    r"p(@a \mid @b_{@i}) \propto @c^{@n}", r"\sum_{@i=1}^{@n} @a_@i", r"\sqrt{@a_{@i}^2 + @n}",
    r"@a_{t+1} = @a_t - 0.@n\, @b_t", r"\mathbb{E}[@a_{@i}] = \mu_{@n}", r"\lambda_{@i} = 10^{-@n} @a",
    r"\alpha_{@n} @a + (1 - \alpha_{@n}) @b",
)  # fmt: skip
DISPLAY_FORMULAS = (
    r"L(@a) = \frac{1}{@n} \sum_{i=1}^{@n} \bigl(y_i - @b^\top x_i\bigr)^2"
    r" + \frac{@m}{2} \lVert @b \rVert_2^2",
    r"\begin{aligned}"
    "\n"
    r"@a_{t+1} &= @b_t - \frac{\eta}{\sqrt{v_t} + 10^{-@n}}\, m_t \\"
    "\n"
    r"m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t^{(@m)}"
    "\n"
    r"\end{aligned}",
    r"\operatorname{softmax}(@a)_i = \frac{\exp(@a_i / @n)}{\sum_{j=1}^{@m} \exp(@a_j / @n)}",
    r"\operatorname{Attention}(Q, K, V) = \operatorname{softmax}"
    r"\left(\frac{Q K^\top}{\sqrt{@n}} + M_{@a}\right) V_{@m}",
    r"D_{\mathrm{KL}}(@a \parallel @b) = \int @a(x) \log \frac{@a(x)}{@b(x)} \, \mathrm{d}x"
    r" \ge @c_{@n}",
    r"\begin{pmatrix} @n & @a_1 & @a_2 \\ @b_1 & @m & @b_2 \\ 0 & @c & 1 \end{pmatrix}"
    r"\begin{pmatrix} x_1 \\ x_2 \\ x_3 \end{pmatrix}"
    r" = \begin{pmatrix} @a \\ @b \\ @n \end{pmatrix}",
    r"@a(x) = \begin{cases} @n x^2 + @b, & x \ge 0 \\ \exp(-@m x) - @c, & x \lt 0 \end{cases}",
    r"\text{Gain} = \frac12 \left[ \frac{G_L^2}{H_L + @n} + \frac{G_R^2}{H_R + @n}"
    r" - \frac{(G_L + G_R)^2}{H_L + H_R + @n} \right] - @a_{@m}",
)
LETTERS = (
    "a", "b", "c", "f", "g", "h", "q", "r", "s", "u", "v", "w", "x", "y", "z", r"\theta", r"\phi",
    r"\mu", r"\gamma", r"\beta", r"\mathbf{w}", r"\mathbf{x}", r"\tilde{x}", r"\bar{y}",
)  # fmt: skip

# (language, code); `@name` is an identifier, `@n` and `@m` are numbers.
CODES = (
    ("python", '''\
import numpy as np

def @name(x: np.ndarray, steps: int = @n) -> np.ndarray:
    """One pass over the data, without a second array."""
    w = np.zeros(x.shape[1])
    for step in range(steps):
        gradient = x.T @@ (x @@ w - 1) / len(x)  # the mean, not the sum
        w -= 0.@m * gradient
        if np.linalg.norm(gradient) < 1e-@n:
            break
    return w

print(@name(np.random.default_rng(@m).normal(size=(100, 8))).round(3))'''),
    ("python", '''\
from dataclasses import dataclass, field

class @{name}Error(ValueError):
    """Raised where a row does not fit."""

@@dataclass
class Node:
    value: float = @m.0
    children: list["Node"] = field(default_factory=list)

    def @name(self, depth: int = 0) -> float:
        if depth > @n:
            raise @{name}Error(f"deeper than {depth}")
        return self.value + sum(child.@name(depth + 1) for child in self.children)'''),
    ("cpp", '''\
#include <numeric>
#include <vector>

// The sum of squares, in blocks of @n.
double @name(const std::vector<double>& values) {
    double total = 0.0;
    for (std::size_t i = 0; i < values.size(); i += @n) {
        const auto end = std::min(i + @n, values.size());
        total += std::inner_product(values.begin() + i, values.begin() + end,
                                    values.begin() + i, 0.0);
    }
    return total / @m;
}'''),
    ("rust", '''\
/// Rows that are seen at least `@n` times.
pub fn @name(rows: &[u64]) -> Vec<u64> {
    let mut counts = std::collections::HashMap::new();
    for row in rows {
        *counts.entry(row % @m).or_insert(0usize) += 1;
    }
    let mut kept: Vec<u64> = counts
        .into_iter()
        .filter(|(_, count)| *count >= @n)
        .map(|(row, _)| row)
        .collect();
    kept.sort_unstable();
    kept
}'''),
    ("sql", '''\
SELECT u.id, u.city, COUNT(*) AS orders, AVG(o.amount) AS mean_amount
FROM users AS u
JOIN orders AS o ON o.user_id = u.id
WHERE o.created_at >= DATE '2024-01-@d' AND o.amount > @m
GROUP BY u.id, u.city
HAVING COUNT(*) > @n  -- @name
ORDER BY mean_amount DESC
LIMIT @n;'''),
    ("bash", '''\
#!/usr/bin/env bash
set -euo pipefail

# Train with @n seeds, keep the logs.
for seed in $(seq 1 @n); do
    python train.py --task @name --seed "$seed" --batch-size @m \\
        > "logs/@name-$seed.txt" 2>&1
done
grep -h "accuracy" logs/@name-*.txt | sort -k2 -n | tail -@n'''),
    ("javascript", '''\
const cache = new Map();

export async function @name(url, { retries = @n } = {}) {
  if (cache.has(url)) return cache.get(url);
  for (let attempt = 0; attempt <= retries; attempt++) {
    const response = await fetch(url);
    if (response.ok) {
      const rows = (await response.json()).filter((row) => row.score > @m);
      cache.set(url, rows);
      return rows;
    }
  }
  throw new Error(`no answer after ${retries} attempts`);
}'''),
    ("go", '''\
package main

import "fmt"

// @name keeps a moving average over @n values.
func @name(values []float64) []float64 {
	means := make([]float64, 0, len(values))
	sum := 0.0
	for i, value := range values {
		sum += value
		if i >= @n {
			sum -= values[i-@n]
		}
		means = append(means, sum/float64(min(i+1, @n)))
	}
	return means
}

func main() { fmt.Println(@name([]float64{1, 2, @m})) }'''),
    ("yaml", '''\
model:
  name: @name
  layers: @n
  hidden: @m
  dropout: 0.1
train:
  epochs: @n
  optimizer: {type: adamw, lr: 3.0e-4, betas: [0.9, 0.999]}
  schedule:
    - {at: 0, lr: 1.0e-6}
    - {at: @m, lr: 3.0e-4}'''),
)  # fmt: skip
NAMES = (
    ("fit", "update", "project", "sample", "merge", "score", "shrink", "collect", "resample", "pack"),
    ("rows", "weights", "leaves", "heads", "tokens", "centroids", "residuals", "windows", "batches"),
)  # fmt: skip
