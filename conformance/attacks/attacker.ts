// `node attacker.ts INDEX PORTS`: makes one attack again and again, in a process of its own, and ends with it.
import { allAttacks } from './all-attacks.ts'
import { attackMs, repeatedMs, type TargetPorts } from './attack.ts'

const [index, ports] = process.argv.slice(2)
setTimeout(() => process.exit(), attackMs)
while (performance.now() < repeatedMs)
  await allAttacks[Number(index)]!.run(JSON.parse(ports!) as TargetPorts)
process.exit()
