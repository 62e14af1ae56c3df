package consumer;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Starts, lets the service work, closes the context, and exits 1 when something is not as it should be. */
@SpringBootApplication
public class Program {

  public static void main(String[] args) throws Exception {
    TaskExecutor pool;
    try (ConfigurableApplicationContext context = SpringApplication.run(Program.class, args)) {
      pool = context.getBean(TaskExecutor.class);
      context.getBean(Weaver.class).check();
    }
    Weaver.check("closed pool", pool.isTerminated());
    Weaver.check("end of all workers", ProcessHandle.current().children().findAny().isEmpty());
    System.out.println("consumer: all well");
  }

  // snippet-start
  /** Closed with the context, as every bean that can be. */
  @Bean
  ProcessPool pool() {
    return new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(2).withName("weaver"));
  }

  @Bean
  Weaver service(TaskExecutor pool) {
    return new Weaver(pool);
  }
  // snippet-end
}
