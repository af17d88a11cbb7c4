// SPDX-License-Identifier: Apache-2.0
#include "http/server/worker_pool.h"

#include <utility>

namespace concordat::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue) : queue_{queue} {
  for (std::size_t number = 0; number < threads; ++number) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

bool WorkerPool::submit(Job job) {
  {
    std::lock_guard const lock{mutex_};
    if (stopping_ || jobs_.size() >= queue_) return false;
    jobs_.push_back(std::move(job));
  }
  something_.notify_one();
  return true;
}

void WorkerPool::stop() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  something_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock{mutex_};
      something_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace concordat::http
