# Writes chains.csv and chain-statistics.csv beside it: Rscript chain-statistics.R
# R 4.2.2, posterior 1.4.0 (Debian: r-cran-posterior); 17 digits
library(posterior)
set.seed(20)
ar <- function(n, rho, mean = 0) mean + as.numeric(stats::filter(rnorm(n), rho, "recursive"))
cases <- list(
  mixed = sapply(1:4, function(k) ar(120, 0.5)),
  apart = sapply(1:4, function(k) ar(100, 0.3, mean = k / 3)),
  odd = sapply(1:3, function(k) ar(75, 0.8)),
  antithetic = sapply(1:2, function(k) ar(100, -0.6)),
  heavy = matrix(rcauchy(240), 80),
  ties = matrix(rpois(300, 2), 100),
  spread = cbind(rnorm(90), 3 * rnorm(90)),
  single = matrix(ar(150, 0.4), ncol = 1))
chains <- do.call(rbind, lapply(names(cases), function(name) {
  x <- cases[[name]]
  data.frame(case = name, chain = c(col(x)) - 1, value = sprintf("%.17g", c(x)))
}))
write.csv(chains, "chains.csv", row.names = FALSE, quote = FALSE)
statistics <- do.call(rbind, lapply(names(cases), function(name) {
  x <- cases[[name]]
  v <- c(rhat(x), ess_bulk(x), ess_tail(x), ess_mean(x), mcse_mean(x), mcse_sd(x),
         mcse_quantile(x, 0.05), mcse_quantile(x, 0.5), mcse_quantile(x, 0.95))
  data.frame(case = name, t(sprintf("%.17g", v)))
}))
names(statistics) <- c("case", "rhat", "ess_bulk", "ess_tail", "ess_mean", "mcse_mean", "mcse_sd",
                       "mcse_q5", "mcse_q50", "mcse_q95")
write.csv(statistics, "chain-statistics.csv", row.names = FALSE, quote = FALSE)
