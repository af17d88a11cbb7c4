// SPDX-License-Identifier: Apache-2.0
// concordat-reader: reads one supplier's file and writes typed rows to a pipe. Started by concordat, never by hand.
#include "intake/reader/reader.h"

int main() {
  return concordat::intake::run_read_worker();
}
