/** Heads in NWB (HDF5) files: the only package that names jHDF, so that everything else works without it. */
package io.permvi.applications.heads.nwb;
