// Cases that `make fuzz` found, each with what it was about. They stay, so that what was mended once stays so.
import type { DifferentialCase } from '../case.ts'

export const foundCases: readonly DifferentialCase[] = []
