import { demandKnownKafkajs } from '@tidemark/messaging';
import { Kafka, logLevel } from 'kafkajs';

/** A client that says nothing by itself: what goes wrong reaches the caller as an error. */
export function kafkaClient(brokers: string): Kafka {
  demandKnownKafkajs();
  return new Kafka({
    clientId: 'tidemark-bootstrap',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: { initialRetryTime: 50, maxRetryTime: 500, multiplier: 1.5, retries: 5 },
  });
}
