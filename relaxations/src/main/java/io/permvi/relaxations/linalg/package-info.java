/**
 * Dense kernels on plain arrays and EJML matrices: the one seam for fast matrix products, log-sum-exp and friends.
 * Nothing here knows of permutations.
 */
package io.permvi.relaxations.linalg;
