"""Peer of `skillgap batch`: tf-idf cosine of profiles against roles, exact top 10. See README.md beside this file."""

import resource
import sys

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

TOP = 10


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def unit_rows(rows, columns, values, shape):
    norms = np.sqrt(np.bincount(rows, weights=values**2, minlength=shape[0]))
    return csr_matrix((values / norms[rows], (rows, columns)), shape=shape, dtype=np.float32)


def main(roles_path: str, profiles_path: str, out_path: str) -> None:
    # role_id,skill,weight: the role vectors of the model, weights with rarity in them.
    roles = pl.read_csv(roles_path)
    role_ids = roles["role_id"].unique(maintain_order=True)
    skills = roles["skill"].unique(maintain_order=True)
    role_number = {r: n for n, r in enumerate(role_ids)}
    shape = (len(role_ids), len(skills))
    skill_table = pl.DataFrame({"skill": skills, "column": np.arange(len(skills), dtype=np.int64)})
    rarity = roles.group_by("skill").agg(pl.len().alias("df"))
    rarity = rarity.with_columns((np.log((len(role_ids) + 1) / (pl.col("df") + 0.5))).alias("rare"))
    skill_table = skill_table.join(rarity.select("skill", "rare"), on="skill")
    joined = roles.join(skill_table, on="skill")
    matrix = unit_rows(
        np.array([role_number[r] for r in joined["role_id"]]),
        joined["column"].to_numpy(),
        joined["weight"].to_numpy().astype(np.float64),
        shape,
    ).T.tocsr()

    began = cpu()
    profiles = pl.read_csv(profiles_path).with_row_index("row")
    items = (
        profiles.lazy()
        .select("row", pl.col("skills").str.split(";"))
        .explode("skills")
        .with_columns(pl.col("skills").str.replace(r":\d$", "").alias("skill"))
        .join(skill_table.lazy(), on="skill")
        .select("row", "column", "rare")
        .collect()
    )
    left = unit_rows(
        items["row"].to_numpy().astype(np.int64),
        items["column"].to_numpy(),
        items["rare"].to_numpy(),
        (len(profiles), len(skills)),
    )
    ranking = cpu()
    best = sp_matmul_topn(left, matrix, top_n=TOP, sort=True, n_threads=2)
    scored = cpu()
    counts = np.diff(best.indptr)
    rank = np.arange(len(best.indices)) - np.repeat(best.indptr[:-1], counts) + 1
    pl.DataFrame(
        {
            "profile_id": profiles["profile_id"].gather(np.repeat(np.arange(len(profiles)), counts)),
            "rank": rank,
            "role_id": role_ids.gather(best.indices.astype(np.int64)),
            "score": best.data,
        }
    ).write_csv(out_path, float_precision=4)
    written = cpu()
    n = len(profiles)
    print(f"{n} profiles, {len(role_ids)} roles: {n / (written - began):.0f} profiles a CPU-second; "
          f"{n / (scored - began):.0f} without writing; {n / (scored - ranking):.0f} for sparse_dot_topn alone")


if __name__ == "__main__":
    main(*sys.argv[1:4])
