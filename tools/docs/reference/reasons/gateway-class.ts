// Reasons of conditions on GatewayClass.
import { supportedVersion } from '../../../../src/status/supported-version.ts'
import { asUsual, nothingToDo, type Part } from './reason.ts'

export const ofGatewayClass: Part = {
  title: 'GatewayClass',
  stands: '`status.conditions` of a GatewayClass whose `spec.controllerName` is ours.',
  reasons: {
    'Accepted=True Accepted': {
      means: 'Gateways of this class are served.',
      traffic: asUsual,
      fix: nothingToDo,
    },
    'Accepted=False InvalidParameters': {
      means: 'The class has a `parametersRef`, and Rauta has no parameters for classes.',
      traffic: 'No Gateway of the class is served.',
      fix: 'Remove `spec.parametersRef`.',
    },
    'Accepted=False UnsupportedVersion': {
      means: 'The class has a field that this version of Rauta does not support.',
      traffic: 'No Gateway of the class is served.',
      fix: 'Remove the field, or use a version of Rauta that supports it.',
    },
    'SupportedVersion=True SupportedVersion': {
      means: 'The CRDs of Gateway API in the cluster are of the version that Rauta supports.',
      traffic: asUsual,
      fix: nothingToDo,
    },
    'SupportedVersion=False UnsupportedVersion': {
      means: 'The CRDs in the cluster are of another version, or name none.',
      traffic:
        'Traffic flows. Fields may be missing; a part of an object with a field of a later version is refused, and its condition names the field.',
      fix: 'Install the CRDs of the version that the message names.',
      example: supportedVersion([
        { name: 'gateways.gateway.networking.k8s.io', bundleVersion: 'v1.4.0' },
      ]).message,
    },
    'SupportedVersion=Unknown Pending': {
      means: 'Rauta could not read the version of the CRDs.',
      traffic: 'No effect.',
      fix: 'Install the CRDs. If they are there, allow the service account to `get` them, as deploy/base does.',
      example: supportedVersion([]).message,
    },
  },
}
