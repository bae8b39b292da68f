# ---
# title: 蒙特卡罗：误差为什么只按 1/√n 缩小
# date: 2026-11-22
# categories: [机器学习]
# tags: [概率, Python]
# ---

# %% [markdown]
# 往单位正方形里撒点，数一数落进四分之一圆的比例，乘以 4 就是 $\pi$。可是撒一百万个点，通常只得到两三位正确的小数，再多一位要撒一亿个。为什么这么慢，能不能快一点？
#
# 慢的原因是一行方差；快的办法是让每个点少带一些随机性。这篇笔记先把误差算出来，再用三种办法减小它，最后说明为什么高维积分仍然离不开这个慢办法。
#
# ## 误差就是标准差除以 $\sqrt n$
#
# 要求的量写成期望 $I=\mathbb E[X]$，用 $n$ 个独立样本的平均去估计：
#
# $$
# \hat I_n=\frac1n\sum_{i=1}^{n}X_i,\qquad
# \mathbb E[\hat I_n]=I,\qquad
# \operatorname{Var}(\hat I_n)=\frac{\sigma^2}{n},\qquad \sigma^2=\operatorname{Var}(X).
# $$
#
# 方差相加，所以和的方差是 $n\sigma^2$，除以 $n^2$ 剩下 $\sigma^2/n$。误差的典型大小是它的平方根 $\sigma/\sqrt n$：误差要缩小到十分之一，样本要多到一百倍。公式里没有维数，也没有被积函数的光滑程度，只有 $\sigma$。
#
# 撒点时 $X=4\cdot\mathbf 1\{U^2+V^2\le1\}$，$U,V$ 在 $[0,1]$ 上均匀。落进圆里的概率是 $p=\pi/4$，于是
#
# $$
# \sigma^2=16\,p(1-p)=\pi(4-\pi)\approx2.697,\qquad \sigma\approx1.642 .
# $$
#
# ## 手算八个点
#
# 八个点里有六个落进圆内，估计值是 $4\times6/8=3$。真实的 $\sigma$ 平时不知道，用 $\hat p=6/8$ 代替 $p$，标准误是
#
# $$
# 4\sqrt{\frac{\hat p(1-\hat p)}{n}}=4\sqrt{\frac{0.75\times0.25}{8}}\approx0.61 .
# $$
#
# 所以该写成 $3.0\pm0.6$，而不是 $3$。每次估计都带着标准误，这是蒙特卡罗比多数数值方法更好的地方：误差不用另外推导，样本自己就说了。

# %%
import numpy as np

rng = np.random.default_rng(0)
for n in (8, 100, 10_000, 1_000_000):
    u, v = rng.random((2, n))
    x = 4.0 * (u * u + v * v <= 1)
    print(f"n={n:8,d}  estimate={x.mean():.5f}  "
          f"standard error={x.std() / n**0.5:.5f}  error={x.mean() - np.pi:+.5f}")

# %% [markdown]
# 每多一百倍的点，标准误小一位；实际的误差与它同一量级。一百万个点的标准误是 $1.642/1000\approx0.0016$。
#
# $\sqrt n$ 改不了，能改的是 $\sigma$。
#
# ## 第一招：能算的就不要抽样
#
# 给定 $U=u$，点落进圆里当且仅当 $V\le\sqrt{1-u^2}$，这个概率不必抽样：
#
# $$
# \begin{aligned}
# f(u)&=\mathbb E[X\mid U=u]=4\sqrt{1-u^2},\\
# \operatorname{Var}f(U)&=16\int_0^1(1-u^2)\,du-\pi^2=\frac{32}{3}-\pi^2\approx0.797 .
# \end{aligned}
# $$
#
# 方差只有原来的 $1/3.4$。这不是巧合：全方差公式
#
# $$
# \operatorname{Var}(X)=\operatorname{Var}\bigl(\mathbb E[X\mid U]\bigr)+\mathbb E\bigl[\operatorname{Var}(X\mid U)\bigr]
# $$
#
# 右边第二项非负，换成条件期望，方差只会变小（Rao–Blackwell）。
#
# ## 第二招：成对地抽
#
# $f$ 单调下降，$u$ 小的时候函数值偏大，$1-u$ 大，函数值偏小。把 $f(U)$ 与 $f(1-U)$ 平均，两个误差互相抵消：
#
# $$
# \operatorname{Var}\Bigl(\tfrac{f(U)+f(1-U)}2\Bigr)=\tfrac12\bigl(\operatorname{Var}f(U)+\operatorname{Cov}(f(U),f(1-U))\bigr).
# $$
#
# 对单调函数协方差不会是正的，所以同样的计算次数，对偶变量不会更差。
#
# ## 第三招：均匀地抽
#
# 独立样本会扎堆，也会留下空当。把 $[0,1]$ 等分成 $n$ 段，每段里抽一个点：段内函数几乎不变，剩下的随机性只有段内的那一点。若 $f$ 的导数平方可积，
#
# $$
# \operatorname{Var}(\hat I_n)\approx\frac1{n^2}\sum_{i=1}^{n}\frac{f'(u_i)^2}{12\,n^2}
# \approx\frac{1}{12\,n^3}\int_0^1 f'(u)^2\,du ,
# $$
#
# 误差按 $n^{-3/2}$ 缩小，连 $\sqrt n$ 都改了。这里的 $f'(u)^2=16u^2/(1-u^2)$ 在 $u=1$ 附近像 $8/(1-u)$，积分发散，但只是对数地发散，代价是多一个 $\sqrt{\log n}$。

# %%
def points(n):
    return 4.0 * (rng.random(n) ** 2 + rng.random(n) ** 2 <= 1)

def f(u):
    return 4 * np.sqrt(1 - u * u)

def pairs(n):
    u = rng.random(n // 2)
    return (f(u) + f(1 - u)) / 2

def strata(n):
    return f((np.arange(n) + rng.random(n)) / n)

methods = {"points": points, "conditional": lambda n: f(rng.random(n)),
           "antithetic": pairs, "stratified": strata}
sizes = [10, 100, 1000, 10_000]
rmse = {name: [np.sqrt(np.mean([(method(n).mean() - np.pi) ** 2 for _ in range(400)]))
               for n in sizes] for name, method in methods.items()}
print("n           " + "".join(f"{n:>10,d}" for n in sizes))
for name, errors in rmse.items():
    print(f"{name:12s}" + "".join(f"{error:10.6f}" for error in errors))

# %% hide=source alt="双对数图，横轴是函数求值次数，纵轴是均方根误差。撒点、条件期望、对偶变量是三条斜率为负二分之一的平行线，依次降低；分层抽样的线斜率约为负二分之三，陡得多" caption="400 次重复的均方根误差。三条平行线的斜率是 −1/2，分层抽样接近 −3/2"
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(6, 3.6))
for (name, errors), marker in zip(rmse.items(), "os^D"):
    ax.loglog(sizes, errors, marker=marker, label=name)
ax.set_xlabel("n (function evaluations)")
ax.set_ylabel("RMS error")
ax.grid(alpha=0.3)
ax.legend()
fig.tight_layout()

# %% [markdown]
# 前三种方法差的是常数，图上是平行线；分层抽样差的是指数。一万次求值，分层抽样的误差比撒点小三个数量级。
#
# ## 那为什么还用独立抽样
#
# 因为维数。一维里，对光滑的函数，中点公式的误差是 $O(n^{-2})$，比上面哪一招都好。可是 $d$ 维的网格每边只有 $n^{1/d}$ 个点，同一个公式的误差变成 $O(n^{-2/d})$；$d>4$ 时就输给了 $n^{-1/2}$。十维空间每边 10 个点要求值 $10^{10}$ 次。分层也一样：每边至少分两段，十维就是 1024 格，一百维是 $2^{100}$ 格。而 $\sigma/\sqrt n$ 里没有 $d$。
#
# 没有 $d$，不等于与 $d$ 无关，$d$ 可以藏在 $\sigma$ 里。用撒点估计 $d$ 维单位球的体积，落进球里的概率是
#
# $$
# p_d=\frac{\pi^{d/2}}{2^d\,\Gamma(d/2+1)},\qquad
# \text{相对误差}\approx\sqrt{\frac{1-p_d}{n\,p_d}} .
# $$

# %%
from math import gamma, pi

for d in (2, 5, 10, 20):
    p = pi ** (d / 2) / 2**d / gamma(d / 2 + 1)
    print(f"d={d:2d}  p={p:.3g}  points for a relative error of 10%: {(1 - p) / p / 0.01:.3g}")

# %% [markdown]
# 二十维的立方体里几乎全是角落，四十亿个点才换来 10% 的相对误差。收敛的速度没变，常数坏了。这时要换的是抽样的分布：多往重要的地方抽，再用权重纠正，即重要性采样。
#
# ## 要记住的
#
# - 误差是 $\sigma/\sqrt n$。报告蒙特卡罗的结果，一定带上标准误，它是白得的。
# - 先减小 $\sigma$ 再加样本：能解析算的一步就用条件期望代替，单调的函数用对偶变量。
# - 维数低时分层，或者干脆用数值积分；维数高时独立抽样的速度不变，但要看 $\sigma$ 是不是随维数变大了。
