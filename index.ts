export { SurveyLabApi } from './credentials/SurveyLabApi.credentials';
export { SurveyLabTriggerApi } from './credentials/SurveyLabTriggerApi.credentials';
export { SurveyLab } from './nodes/SurveyLab/SurveyLab.node';
export { SurveyLabTrigger } from './nodes/SurveyLab/SurveyLabTrigger.node';
export * from './nodes/SurveyLab/surveylab/catalogue';
export * from './nodes/SurveyLab/surveylab/addresses';
export * from './nodes/SurveyLab/surveylab/responses';
export * from './nodes/SurveyLab/surveylab/collectorReference';
export * from './nodes/SurveyLab/surveylab/hosts';
